"""Every rule, in the order of its code. Explicit: a test fails if a rule file is missing here."""

from __future__ import annotations

from functools import lru_cache

from tools.isolation.policy import KnownRules
from tools.isolation.rule import Rule
from tools.isolation.rules import (
    rf101_engine_import,
    rf102_door_private_name,
    rf103_star_import,
    rf104_unlisted_package,
    rf105_denied_module,
    rf106_import_above_workspace,
    rf107_private_module,
    rf108_module_as_value,
    rf109_module_through_module,
    rf110_denied_member,
    rf201_dynamic_code,
    rf202_class_machinery,
    rf301_special_attribute,
    rf302_frame_attribute,
    rf303_private_attribute,
    rf304_computed_attribute,
    rf305_special_name_text,
    rf306_trap_method,
    rf401_open_template,
    rf402_text_annotation,
    rf403_attribute_mode,
    rf501_foreign_mutation,
    rf502_applied_decorator,
    rf503_door_attribute,
    rf601_environment,
    rf602_host_resource,
    rf603_planted_file,
    rf701_shared_state,
    rf702_global_statement,
    rf703_unkeyed_cache,
    rf704_class_state,
    rf705_changed_default,
    rf706_library_state,
    rf707_shared_file,
    rf801_syntax_error,
    rf802_encoding,
    rf803_unknown_syntax,
    rf804_path,
    rf901_contract,
    rf902_waiver,
    rf903_stale_baseline,
)

RULES: tuple[Rule, ...] = (
    rf101_engine_import.RULE,
    rf102_door_private_name.RULE,
    rf103_star_import.RULE,
    rf104_unlisted_package.RULE,
    rf105_denied_module.RULE,
    rf106_import_above_workspace.RULE,
    rf107_private_module.RULE,
    rf108_module_as_value.RULE,
    rf109_module_through_module.RULE,
    rf110_denied_member.RULE,
    rf201_dynamic_code.RULE,
    rf202_class_machinery.RULE,
    rf301_special_attribute.RULE,
    rf302_frame_attribute.RULE,
    rf303_private_attribute.RULE,
    rf304_computed_attribute.RULE,
    rf305_special_name_text.RULE,
    rf306_trap_method.RULE,
    rf401_open_template.RULE,
    rf402_text_annotation.RULE,
    rf403_attribute_mode.RULE,
    rf501_foreign_mutation.RULE,
    rf502_applied_decorator.RULE,
    rf503_door_attribute.RULE,
    rf601_environment.RULE,
    rf602_host_resource.RULE,
    rf603_planted_file.RULE,
    rf701_shared_state.RULE,
    rf702_global_statement.RULE,
    rf703_unkeyed_cache.RULE,
    rf704_class_state.RULE,
    rf705_changed_default.RULE,
    rf706_library_state.RULE,
    rf707_shared_file.RULE,
    rf801_syntax_error.RULE,
    rf802_encoding.RULE,
    rf803_unknown_syntax.RULE,
    rf804_path.RULE,
    rf901_contract.RULE,
    rf902_waiver.RULE,
    rf903_stale_baseline.RULE,
)


@lru_cache(maxsize=1)
def known_rules() -> KnownRules:
    """Return what a policy may refer to."""
    return KnownRules(
        codes=frozenset(rule.code for rule in RULES),
        unwaivable=frozenset(rule.code for rule in RULES if not rule.waivable),
    )


def find_rule(code: str) -> Rule | None:
    """Return the rule with this code or kebab-case name, or None."""
    wanted = code.lower()
    return next((r for r in RULES if wanted in (r.code.lower(), r.name)), None)
