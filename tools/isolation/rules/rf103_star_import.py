"""RF103: star imports."""

from __future__ import annotations

from tools.isolation.events import Imported
from tools.isolation.rule import Rule, examples
from tools.isolation.visitor import FileCheck


def _on_import(check: FileCheck, event: Imported) -> None:
    # The builtins are there anyway, and each of their names is judged as one.
    if event.name == "*" and event.module != "builtins":
        check.report(
            event.alias,
            f"`from {event.module or '...'} import *` binds names that nobody can see",
        )


RULE = Rule(
    code="RF103",
    name="star-import",
    summary="Star import.",
    why="The names it binds are known only when it runs, so any of them may hide a builtin or a"
    " module from every other rule.",
    instead="name what you import: `from module import first, second`",
    limits="Nothing known.",
    hooks={Imported: _on_import},
    valid=examples("from json import dumps, loads", "from builtins import *\nprint(str(1))"),
    invalid=examples(
        "from builtins import *\nfrom os import *",
        "from json import *",
        "from engine.sdk import *",
        "from .helpers import *",
    ),
)
