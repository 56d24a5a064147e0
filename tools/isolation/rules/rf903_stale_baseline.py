"""RF903: entries of the baseline that allow more than there is."""

from __future__ import annotations

from tools.isolation.baseline import StaleAllowance
from tools.isolation.finding import Span
from tools.isolation.reporting import Reporter
from tools.isolation.rule import Rule


def _on_stale(check: Reporter, event: StaleAllowance) -> None:
    entry = event.allowance
    check.add(
        Span(entry.line, 1, entry.line, 1),
        f"the baseline allows {entry.count} findings of {entry.code} in {entry.path},"
        f" which has {event.found}",
    )


RULE = Rule(
    code="RF903",
    name="stale-baseline",
    summary="Baseline entry that allows more findings than the file has.",
    why="Whatever the baseline allows too much is room for new findings that nobody would see.",
    instead="run `ringfence baseline`, which lowers the counts, and have a maintainer commit it",
    limits="Which of several findings are the old ones: it only counts them.",
    waivable=False,
    hooks={StaleAllowance: _on_stale},
    valid=(),
    invalid=(),
)
