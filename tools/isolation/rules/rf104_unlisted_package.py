"""RF104: third-party packages that the platform has not allowed."""

from __future__ import annotations

import difflib

from tools.isolation.events import Imported
from tools.isolation.old_api import door_module
from tools.isolation.rule import Rule, Runtime, examples
from tools.isolation.rules.rf101_engine_import import PLATFORM_ROOTS
from tools.isolation.visitor import FileCheck


def _on_import(check: FileCheck, event: Imported) -> None:
    root = (event.module or "").partition(".")[0]
    known = check.policy.packages
    if not root or root in known or root in PLATFORM_ROOTS or root == "workspace":
        return
    if check.catalogue.is_stdlib(root) or check.catalogue.denied_module(root) is not None:
        return
    close = difflib.get_close_matches(root, known, n=1, cutoff=0.8)
    hint = f"did you mean `{close[0]}`? " if close else ""
    if root in {"shared", "data_providers", "workflows"}:
        hint = "imports of the old layout are rewritten by `ringfence migrate`; "
    check.report(
        event.alias,
        f"package `{root}` is not on the workspace's list of packages",
        f"{hint}use an allowed package, or ask a maintainer to add it to .importlinter",
        fixable=door_module(check.policy.door, event.module or "", event.name or "") is not None,
    )


RULE = Rule(
    code="RF104",
    name="unlisted-package",
    summary="Import of a package that is not on the platform's list.",
    why="A package runs with the platform's identity and can do what workspace code may not. Which"
    " ones are fit for that is decided once, by the maintainers, and not file by file.",
    instead="use an allowed package or ask a maintainer to add it",
    limits="What an allowed package does by itself is not judged.",
    runtime=Runtime.REFUSED,
    fixable=True,
    hooks={Imported: _on_import},
    valid=examples("import requests", "import httpx, json"),
    invalid=examples(
        "import left_pad",
        "def f():\n    from unheard_of.client import Client",
        "from shared.context import OrganizationContext",
    ),
)
