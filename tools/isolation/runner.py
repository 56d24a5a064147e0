"""Judges sources under a policy: pure, no disk, no clock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from engine.shared.seal import Entry
from tools.isolation.catalogue import Catalogue
from tools.isolation.events import TooDeep
from tools.isolation.exports import ExportTable
from tools.isolation.finding import Finding, Severity
from tools.isolation.policy import Policy
from tools.isolation.reporting import Reporter
from tools.isolation.rule import Rule
from tools.isolation.source import MAX_SOURCE_BYTES, Source
from tools.isolation.values import Exports
from tools.isolation.visitor import FileCheck, HookTable

__all__ = ["CheckerError", "ExportTable", "Judge"]


class CheckerError(Exception):
    """A rule failed on a file: the run fails, whatever the other rules say."""


class Judge:
    """One rule set, ready to judge any number of files."""

    def __init__(self, rules: Iterable[Rule], policy: Policy, catalogue: Catalogue) -> None:
        self._hooks = HookTable(rules)
        self._policy = policy
        self._catalogue = catalogue

    def event(self, path: str, event: Any) -> list[Finding]:
        """Hand one event that concerns ``path`` as a whole to the rules that want it."""
        reporter = Reporter(path, self._policy.packages)
        for rule, hook in self._hooks[type(event)]:
            reporter.rule = rule
            hook(reporter, event)  # type: ignore[arg-type]  # path rules take a plain Reporter
        return self._leveled(reporter.findings)

    def entry(self, entry: Entry) -> list[Finding]:
        """Judge a path."""
        return self.event(entry.path, entry)

    def source(self, source: Source, exports: Mapping[str, Exports]) -> list[Finding]:
        """Judge a file's content.

        Raises:
            CheckerError: a rule crashed.
        """
        try:
            findings = self.event(source.path, source)
            small = len(source.data) <= MAX_SOURCE_BYTES
            if source.is_python and small and source.scopes is not None:
                check = FileCheck(source, self._policy, self._catalogue, exports, self._hooks)
                findings += self._leveled(check.run())
        except RecursionError:
            return [*self.event(source.path, TooDeep())]
        except Exception as error:
            raise CheckerError(f"{source.path}: {type(error).__name__}: {error}") from error
        return findings

    def _leveled(self, findings: list[Finding]) -> list[Finding]:
        severities = self._policy.severities
        return [
            finding.with_severity(
                min(finding.severity, severities[finding.code], key=_WEIGHT.__getitem__)
                if finding.code in severities
                else finding.severity
            )
            for finding in findings
        ]


# A configured severity can only lower or keep what the rule says of a case; raising a rule's
# soft cases to errors is what `--strict` is for.
_WEIGHT = {Severity.WARNING: 0, Severity.ERROR: 1}
