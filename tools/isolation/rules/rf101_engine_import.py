"""RF101: imports of engine code outside the door."""

from __future__ import annotations

import ast

from tools.isolation.events import AttributeUsed, Imported
from tools.isolation.old_api import door_module
from tools.isolation.rule import Rule, Runtime, examples
from tools.isolation.values import Kind
from tools.isolation.visitor import FileCheck

PLATFORM_ROOTS = frozenset({"engine", "tools", "function_app", "tests"})
"""Import roots that belong to the platform, whatever the list of packages says."""


def _on_import(check: FileCheck, event: Imported) -> None:
    module = event.module
    if module is None or module.partition(".")[0] not in PLATFORM_ROOTS:
        return
    full = f"{module}.{event.name}" if event.name else module
    if module in check.policy.door or _is_open(check, full):
        return
    shown = ast.unparse(event.node)
    check.report(
        event.alias,
        f"`{shown}` reaches platform code behind the door",
        f"import what you need from `{_doors(check)}`; "
        "`ringfence migrate` rewrites imports that have moved",
        fixable=door_module(check.policy.door, module, event.name or "") is not None,
    )


def _on_attribute(check: FileCheck, event: AttributeUsed) -> None:
    for base in event.base:
        if base.kind is Kind.MODULE and base.name.partition(".")[0] in PLATFORM_ROOTS:
            full = f"{base.name}.{event.attr}"
            if base.name not in check.policy.door and not _is_open(check, full):
                check.report(event.node, f"`{full}` is platform code behind the door")


def _is_open(check: FileCheck, name: str) -> bool:
    """Say whether ``name`` is a door or a package on the way to one (``import engine.sdk``)."""
    return any(door == name or door.startswith(f"{name}.") for door in check.policy.door)


def _doors(check: FileCheck) -> str:
    return "engine.sdk" if "engine.sdk" in check.policy.door else min(check.policy.door)


RULE = Rule(
    code="RF101",
    name="engine-import",
    summary="Import of engine or platform code outside the door.",
    why="Engine modules hold the storage clients, settings and other organizations' data. Code that"
    " holds one of them can read every client of the platform, and breaks when the engine changes.",
    instead="import from `engine.sdk`, the door: it has everything a workflow may use",
    limits="Engine objects that the engine itself hands out are covered by the attribute rules.",
    runtime=Runtime.REFUSED,
    fixable=True,
    hooks={Imported: _on_import, AttributeUsed: _on_attribute},
    valid=examples(
        "from engine.sdk import workflow",
        "import engine.sdk as sdk\n@sdk.workflow('a', 'b')\nasync def run(context): ...",
        "import engine.sdk\nraise engine.sdk.WorkflowException('a', 'b')",
        "from engine import sdk\nasync def run(context: sdk.OrganizationContext): ...",
    ),
    invalid=examples(
        "from engine.shared.storage import TableStore",
        "import engine.shared.storage",
        "def f():\n    from engine.shared import settings",
        "from engine import execute",
        "import engine.sdk\nprint(engine.health)",
        "import engine\nprint(engine.function_app)",
        "import tools.seal",
        "from function_app import app",
    ),
)
