"""The outcome of one check run."""

from __future__ import annotations

from dataclasses import dataclass

from tools.isolation.finding import Finding, Severity


@dataclass(frozen=True, slots=True)
class Report:
    """Findings and figures.

    Attributes:
        findings: in order of file, place and rule.
        files: number of files judged.
        cached: how many of them were answered from the cache.
        elapsed_ms: wall time in milliseconds.
        fingerprint: the rule set's digest.
        baselined: number of errors left out because the baseline allows them.
    """

    findings: tuple[Finding, ...]
    files: int
    cached: int
    elapsed_ms: float
    fingerprint: str
    baselined: int = 0

    @property
    def errors(self) -> int:
        """Number of findings that block."""
        return sum(finding.severity is Severity.ERROR for finding in self.findings)

    @property
    def warnings(self) -> int:
        """Number of findings that are only shown."""
        return len(self.findings) - self.errors

    def blocks(self, *, strict: bool = False) -> bool:
        """Say whether the run fails."""
        return bool(self.findings if strict else self.errors)
