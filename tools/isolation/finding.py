"""What a rule reports: a place, a reason and a way out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum


class Severity(StrEnum):
    """``ERROR`` blocks; ``WARNING`` is shown and counted, and blocks only with ``--strict``."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A range of source text; lines and columns are 1-based, columns count characters."""

    line: int = 1
    column: int = 1
    end_line: int = 1
    end_column: int = 1


@dataclass(frozen=True, slots=True)
class Finding:
    """One violation.

    Attributes:
        code: stable rule code, such as ``RF101``.
        name: the rule's kebab-case name.
        path: relative to the judged root, with ``/``.
        message: what was found and why it matters here.
        help: what to write instead.
        fixable: whether ``ringfence check --fix`` can rewrite it.
    """

    code: str
    name: str
    path: str
    span: Span
    message: str
    help: str
    severity: Severity = Severity.ERROR
    fixable: bool = False

    @property
    def sort_key(self) -> tuple[str, Span, str, str]:
        """Order findings by file, then place, then rule."""
        return (self.path, self.span, self.code, self.message)

    def with_severity(self, severity: Severity) -> Finding:
        """Return the same finding with another severity."""
        return self if severity is self.severity else replace(self, severity=severity)
