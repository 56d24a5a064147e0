"""RF503: attributes of the door's classes and functions."""

from __future__ import annotations

from tools.isolation.events import AttributeUsed, Role
from tools.isolation.rule import Rule, examples
from tools.isolation.rules.rf301_special_attribute import is_special
from tools.isolation.values import DOOR_ROOT, Kind
from tools.isolation.visitor import FileCheck


def _on_attribute(check: FileCheck, event: AttributeUsed) -> None:
    if is_special(event.attr) or event.attr.startswith("_") or event.attr.isupper():
        return  # the other attribute rules, and the members of enumerations
    if event.role in (Role.STORE, Role.DELETE):
        return
    for value in event.base:
        if value.kind is Kind.MEMBER and value.name.startswith(f"{DOOR_ROOT}."):
            check.report(
                event.node,
                f"`{event.attr}` is taken from `{value.name}` itself, not from an instance",
            )
            return


RULE = Rule(
    code="RF503",
    name="door-attribute",
    summary="Attribute of a class or function of the door, rather than of an instance.",
    why="The door's classes belong to every workflow of the process. Methods taken from the class"
    " can register, rebuild or rewire it for all clients.",
    instead="call the method on the object that the engine gave you (`context.log(...)`)",
    limits="Nothing known.",
    waivable=False,
    hooks={AttributeUsed: _on_attribute},
    valid=examples(
        "from engine.sdk import workflow\n@workflow('a', 'b')\nasync def run(context):\n"
        "    context.log('info', 'x')",
        "from engine.sdk import WorkflowException\nclass E(WorkflowException):\n"
        "    def __init__(self):\n        WorkflowException.__init__(self, 'a', 'b')",
    ),
    invalid=examples(
        "from engine.sdk import OrganizationContext\nOrganizationContext.register(dict)",
        "from engine.sdk import OrganizationContext as O\nO.get_config",
        "from engine.sdk import WorkflowException\nWorkflowException.mro()",
    ),
)
