"""Applies the policy's waivers to findings, and finds the waivers that nobody needs."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tools.isolation.finding import Finding
from tools.isolation.policy import Waiver


@dataclass(frozen=True, slots=True)
class StaleWaiver:
    """A waiver that fails the run."""

    waiver: Waiver
    problem: str


def apply_waivers(
    findings: Iterable[Finding],
    waivers: Sequence[Waiver],
    today: datetime.date,
    judged: frozenset[str] | None = None,
) -> tuple[list[Finding], list[StaleWaiver]]:
    """Drop waived findings.

    Args:
        findings: all findings of the run.
        waivers: the policy's waivers.
        today: the day on which waivers must still hold.
        judged: the paths that this run looked at, or None for the whole workspace; a waiver for
            a file outside it can be neither used nor unused.

    Returns:
        The remaining findings and the stale waivers.
    """
    valid = {(w.file, w.code) for w in waivers if w.expires >= today}
    used: set[tuple[str, str]] = set()
    kept = []
    for finding in findings:
        key = (finding.path, finding.code)
        if key in valid:
            used.add(key)
        else:
            kept.append(finding)
    stale = []
    for waiver in waivers:
        if waiver.expires < today:
            stale.append(StaleWaiver(waiver, f"expired on {waiver.expires}"))
        elif (waiver.file, waiver.code) not in used and (judged is None or waiver.file in judged):
            stale.append(StaleWaiver(waiver, "matches no finding"))
    return kept, stale
