"""From what was found to what is reported: waivers and the baseline applied, nothing read."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tools.isolation.baseline import FILE as BASELINE
from tools.isolation.baseline import Allowance, apply_baseline
from tools.isolation.finding import Finding
from tools.isolation.policy import FILE as POLICY
from tools.isolation.policy import Policy
from tools.isolation.runner import Judge
from tools.isolation.waivers import apply_waivers


@dataclass(frozen=True, slots=True)
class Shown:
    """A finding that is reported.

    Attributes:
        about: the path that a check has to look at to report it; empty: every check does.
    """

    finding: Finding
    about: str


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What a check reports.

    Attributes:
        shown: in order of file, place and rule.
        baselined: path -> number of its errors that the baseline allows, where there are any.
    """

    shown: tuple[Shown, ...]
    baselined: Mapping[str, int]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The reported findings."""
        return tuple(item.finding for item in self.shown)


def conclude(
    judge: Judge,
    found: Sequence[Finding],
    broken: Iterable[Finding],
    policy: Policy,
    allowances: Sequence[Allowance],
    looked_at: frozenset[str] | None,
) -> Conclusion:
    """Leave out what is waived or allowed, and add what is wrong with waivers and allowances.

    Args:
        judge: tells what a waiver or an allowance that nobody needs comes to.
        found: the findings in the files that were looked at.
        broken: those about contracts, which are about the workspace as a whole.
        policy: the rule set.
        allowances: the baseline.
        looked_at: the paths that this run looked at, or None for the whole workspace.
    """
    today = datetime.datetime.now(tz=datetime.UTC).date()
    # Contracts can be neither waived nor baselined.
    kept, idle = apply_waivers(found, policy.waivers, today, looked_at)
    remaining, stale = apply_baseline(kept, allowances, looked_at)
    shown = [Shown(finding, finding.path) for finding in remaining]
    shown += [Shown(finding, "") for finding in broken]
    for waiver in idle:
        # One that has expired is everybody's business; one without use that of its file.
        about = waiver.waiver.file if waiver.waiver.expires >= today else ""
        shown += [Shown(finding, about) for finding in judge.event(POLICY, waiver)]
    for allowance in stale:
        about = allowance.allowance.path
        shown += [Shown(finding, about) for finding in judge.event(BASELINE, allowance)]
    before, after = (Counter(finding.path for finding in some) for some in (kept, remaining))
    return Conclusion(tuple(sorted(shown, key=lambda item: item.finding.sort_key)), before - after)
