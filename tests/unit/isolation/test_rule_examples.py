"""The rules' own examples: the valid ones pass every rule, the invalid ones are reported."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.isolation import rules
from tools.isolation.finding import Severity
from tools.isolation.registry import RULES
from tools.isolation.rule import Example, Rule

VALID = [(rule, example) for rule in RULES for example in rule.valid]
INVALID = [(rule, example) for rule in RULES for example in rule.invalid]


def _name(value: object) -> str:
    if isinstance(value, Rule):
        return value.code
    return value.source.strip().splitlines()[0][:40] if isinstance(value, Example) else str(value)


@pytest.mark.parametrize(("rule", "example"), VALID, ids=_name)
def test_valid_example_passes_every_rule(rule, example, judge_snippet):
    errors = [f for f in judge_snippet(example) if f.severity is Severity.ERROR]
    assert errors == []


@pytest.mark.parametrize(("rule", "example"), INVALID, ids=_name)
def test_invalid_example_is_reported_by_its_rule(rule, example, judge_snippet):
    findings = [f for f in judge_snippet(example) if f.code == rule.code]
    assert findings, f"{rule.code} does not report:\n{example.source}"
    assert all(f.message and f.help for f in findings)


def test_every_rule_file_is_registered():
    files = {path.stem for path in Path(rules.__file__).parent.glob("rf*.py")}
    registered = {f"{rule.code.lower()}_{rule.name.replace('-', '_')}" for rule in RULES}
    assert {name.partition("_")[0] for name in files} == {
        name.partition("_")[0] for name in registered
    }


def test_codes_and_names_are_unique_and_in_order():
    codes = [rule.code for rule in RULES]
    assert codes == sorted(set(codes))
    assert len({rule.name for rule in RULES}) == len(RULES)
