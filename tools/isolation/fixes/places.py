"""Which findings lead to which places of a file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

from tools.isolation.finding import Finding, Span
from tools.isolation.fixes.rewrite import Places

IMPORTS = frozenset({"RF101", "RF102", "RF104"})
ATTRIBUTES = frozenset({"RF301"})
CALLS = frozenset({"RF304"})


def places_of(
    findings: Iterable[Finding], own: Callable[[str], str | None] = lambda _module: None
) -> Places:
    """Collect the places that fixable findings of one file mark."""
    fixable = [finding for finding in findings if finding.fixable]

    def spans(codes: frozenset[str]) -> frozenset[Span]:
        return frozenset(finding.span for finding in fixable if finding.code in codes)

    return Places(spans(IMPORTS), spans(ATTRIBUTES), spans(CALLS), own)


def new_kinds(before: Iterable[Finding], after: Iterable[Finding]) -> set[str]:
    """Return the rules that report more often after a rewrite than before it."""
    return set(Counter(f.code for f in after) - Counter(f.code for f in before))
