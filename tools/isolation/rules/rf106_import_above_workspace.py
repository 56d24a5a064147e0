"""RF106: relative imports that leave the workspace."""

from __future__ import annotations

from tools.isolation.events import Imported
from tools.isolation.rule import Rule, Runtime, examples
from tools.isolation.visitor import FileCheck


def _on_import(check: FileCheck, event: Imported) -> None:
    if event.module is None:
        check.report(event.alias, "this relative import leads above `workspace`")


RULE = Rule(
    code="RF106",
    name="import-above-workspace",
    summary="Relative import that leads above the workspace.",
    why="Above the workspace lies the platform: the import would reach it or fail when it runs.",
    instead="import from `workspace.…` by its full name, or from the door `engine.sdk`",
    limits="Nothing known.",
    runtime=Runtime.REFUSED,
    hooks={Imported: _on_import},
    valid=examples("from . import neighbour", "from ..data_providers import licenses"),
    invalid=examples("from ... import engine", "from ....engine.shared import storage"),
)
