"""RF901: a broken import-linter contract."""

from __future__ import annotations

from tools.isolation.contracts import Broken
from tools.isolation.finding import Span
from tools.isolation.reporting import Reporter
from tools.isolation.rule import Rule, Runtime


def _on_broken(check: Reporter, event: Broken) -> None:
    check.add(
        Span(event.line, 1, event.line, 1),
        f"breaks the contract “{event.contract}”: {event.chain}",
    )


RULE = Rule(
    code="RF901",
    name="broken-contract",
    summary="Import chain that an import-linter contract forbids.",
    why="Contracts describe which part of the platform may know which other part. They see chains"
    " over several files, which no single file shows.",
    instead="remove the import, or move the code to where it may be imported",
    limits="Imports that only exist at run time; other rules refuse those.",
    waivable=False,
    runtime=Runtime.REFUSED,
    hooks={Broken: _on_broken},
    valid=(),
    invalid=(),
)
