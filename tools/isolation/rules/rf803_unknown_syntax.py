"""RF803: syntax that the checker does not know."""

from __future__ import annotations

from tools.isolation.events import TooDeep, UnknownSyntax
from tools.isolation.finding import Span
from tools.isolation.reporting import Reporter
from tools.isolation.rule import Rule, examples
from tools.isolation.visitor import FileCheck


def _on_unknown(check: FileCheck, event: UnknownSyntax) -> None:
    kind = type(event.node).__name__
    check.report(event.node, f"the checker does not know the syntax `{kind}` yet and refuses it")


def _on_depth(check: Reporter, _event: TooDeep) -> None:
    check.add(
        Span(), "the code is nested or entangled too deeply to be judged", "split it into functions"
    )


RULE = Rule(
    code="RF803",
    name="unknown-syntax",
    summary="Syntax of a Python version that the checker has not been audited for.",
    why="New syntax can be a new way to import or to run code. It is refused until the checker's"
    " maintainers have looked at it.",
    instead="use syntax of the Python versions that the platform supports",
    limits="Nothing known.",
    waivable=False,
    hooks={UnknownSyntax: _on_unknown, TooDeep: _on_depth},
    valid=examples("async def f():\n    async with x as y:\n        yield y"),
    invalid=examples("x = " + "-" * 700 + "1"),
)
