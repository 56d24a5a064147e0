"""RF102: names of a door module that its ``__all__`` does not list."""

from __future__ import annotations

import difflib

from tools.isolation.events import AttributeUsed, Imported
from tools.isolation.old_api import door_module
from tools.isolation.rule import Rule, Runtime, examples
from tools.isolation.values import Kind
from tools.isolation.visitor import FileCheck


def _on_import(check: FileCheck, event: Imported) -> None:
    if event.module is not None and event.name is not None and event.name != "*":
        _judge(check, event.alias, event.module, event.name, imported=True)


def _on_attribute(check: FileCheck, event: AttributeUsed) -> None:
    for base in event.base:
        if base.kind is Kind.MODULE:
            _judge(check, event.node, base.name, event.attr, imported=False)


def _judge(check: FileCheck, node: object, module: str, name: str, *, imported: bool) -> None:
    names = check.policy.door.get(module)
    if names is None or name in names or f"{module}.{name}" in check.policy.door:
        return
    close = difflib.get_close_matches(name, names, n=1)
    hint = f"did you mean `{close[0]}`? " if close else ""
    check.report(
        node,  # type: ignore[arg-type]
        f"`{name}` is not part of the door `{module}`",
        f"{hint}the door has: {', '.join(sorted(names))}",
        fixable=imported and door_module(check.policy.door, module, name) is not None,
    )


RULE = Rule(
    code="RF102",
    name="door-private-name",
    summary="Name of a door module that is not in its `__all__`.",
    why="A door module imports engine parts for its own use. Only the names in `__all__` are meant"
    " for workflows; the others lead straight back into the engine.",
    instead="use the names that the door lists in `__all__`",
    limits="Nothing known: the names are read from the door's source.",
    runtime=Runtime.REFUSED,
    fixable=True,
    hooks={Imported: _on_import, AttributeUsed: _on_attribute},
    valid=examples("from engine.sdk import OrganizationContext, param, workflow"),
    invalid=examples(
        "from engine.sdk import annotations",
        "import engine.sdk as sdk\nsdk.registry",
        "from engine.sdk import workflows",
        'import engine.sdk as sdk\ngetattr(sdk, "annotations")',
    ),
)
