"""RF902: waivers that have expired or match nothing."""

from __future__ import annotations

from tools.isolation.finding import Span
from tools.isolation.reporting import Reporter
from tools.isolation.rule import Rule
from tools.isolation.waivers import StaleWaiver


def _on_stale(check: Reporter, event: StaleWaiver) -> None:
    waiver = event.waiver
    check.add(
        Span(waiver.line, 1, waiver.line, 1),
        f"waiver `{waiver.name}` ({waiver.code} in {waiver.file}, owner {waiver.owner})"
        f" {event.problem}",
    )


RULE = Rule(
    code="RF902",
    name="stale-waiver",
    summary="Waiver that has expired or that no finding needs.",
    why="A forgotten exception is a hole that everybody believes to be closed.",
    instead="remove the waiver, or renew its date after looking at the code again",
    limits="Nothing known.",
    waivable=False,
    hooks={StaleWaiver: _on_stale},
    valid=(),
    invalid=(),
)
