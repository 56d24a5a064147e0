"""How a rule reports: the part that every kind of check (text, tree, path) shares."""

from __future__ import annotations

from tools.isolation.finding import Finding, Severity, Span
from tools.isolation.rule import Rule


class Reporter:
    """Collects the findings of one file."""

    def __init__(self, path: str, packages: frozenset[str] = frozenset()) -> None:
        self.path = path
        self.packages = packages
        self.findings: list[Finding] = []
        self.rule: Rule | None = None

    def add(
        self,
        span: Span,
        message: str,
        help: str = "",  # noqa: A002 - the finding's own word
        severity: Severity | None = None,
        fixable: bool = False,
    ) -> None:
        """Add a finding of the running rule.

        Raises:
            RuntimeError: no rule is running; the checker itself is wrong.
        """
        if self.rule is None:
            raise RuntimeError("a finding outside of a rule")
        self.findings.append(
            Finding(
                code=self.rule.code,
                name=self.rule.name,
                path=self.path,
                span=span,
                message=message,
                help=help or self.rule.instead,
                severity=severity or self.rule.severity,
                fixable=fixable,
            )
        )
