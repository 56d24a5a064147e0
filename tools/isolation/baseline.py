"""The baseline: how many errors of which rule an old file may still have.

It lets a workspace that predates a rule come in, and then only shrink. It is read from the tree
whose rules count and must be a protected path, like the waivers.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from engine.shared.seal import WORKSPACE, read_regular
from tools.isolation.finding import Finding, Severity
from tools.isolation.policy import KnownRules, Mistake, guess

FILE = ".ringfence-baseline.json"
VERSION = 1
_KEYS = ("version", "counts")

Counts = Mapping[tuple[str, str], int]
"""(path, rule code) -> number of errors."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """One entry: ``count`` errors of rule ``code`` in the file ``path``; ``line`` of the entry."""

    path: str
    code: str
    count: int
    line: int


@dataclass(frozen=True, slots=True)
class StaleAllowance:
    """An entry that allows more than the file has, which fails the run."""

    allowance: Allowance
    found: int


def apply_baseline(
    findings: Iterable[Finding],
    baseline: Sequence[Allowance],
    judged: Collection[str] | None = None,
) -> tuple[list[Finding], list[StaleAllowance]]:
    """Drop the errors that the baseline allows; warnings are never counted.

    Counts cannot tell old from new, so where a file exceeds its allowance the last ones are
    reported, and each says so.

    Args:
        findings: the findings of the run, without the waived ones.
        baseline: the allowances.
        judged: the paths that this run looked at, or None for the whole workspace.

    Returns:
        The remaining findings, and the allowances that are larger than what was found.
    """
    allowed = {(item.path, item.code): item.count for item in baseline}
    found: dict[tuple[str, str], list[Finding]] = {}
    kept = []
    for finding in sorted(findings, key=lambda finding: finding.sort_key):
        key = (finding.path, finding.code)
        if key in allowed and finding.severity is Severity.ERROR:
            found.setdefault(key, []).append(finding)
        else:
            kept.append(finding)
    for key, group in found.items():
        over = group[allowed[key] :]
        kept += [_explained(finding, group, allowed[key]) for finding in over]
    stale = [
        StaleAllowance(item, number)
        for item in baseline
        if (number := len(found.get((item.path, item.code), ()))) < item.count
        and (judged is None or item.path in judged)
    ]
    return kept, stale


def _explained(finding: Finding, group: Sequence[Finding], allowed: int) -> Finding:
    lines = ", ".join(str(other.span.line) for other in group)
    note = (
        f"the baseline allows {allowed} of the {len(group)} findings of {finding.code}"
        f" in this file (lines {lines})"
    )
    return replace(finding, help=f"{finding.help}; {note}")


def count_errors(
    findings: Iterable[Finding], known: KnownRules
) -> tuple[Counts, tuple[Finding, ...]]:
    """Count what a baseline may hold.

    Returns:
        The counts, and the errors that no baseline can cover.
    """
    counts: Counter[tuple[str, str]] = Counter()
    others = []
    for finding in findings:
        if finding.severity is not Severity.ERROR:
            continue
        if finding.code in known.unwaivable:
            others.append(finding)
        else:
            counts[finding.path, finding.code] += 1
    return counts, tuple(others)


def dump_baseline(counts: Counts) -> str:
    """Serialise counts: the same counts give the same text."""
    nested: dict[str, dict[str, int]] = {}
    for (path, code), count in sorted(counts.items()):
        nested.setdefault(path, {})[code] = count
    return json.dumps({"version": VERSION, "counts": nested}, indent=2) + "\n"


def read_baseline(
    rules_root: Path, known: KnownRules, protected: Sequence[str]
) -> tuple[tuple[Allowance, ...], list[Mistake]]:
    """Read the baseline of ``rules_root``; none is the same as an empty one.

    Returns:
        The allowances and everything that is wrong with the file.
    """
    try:
        text = read_regular(rules_root / FILE).decode("utf-8")
    except FileNotFoundError:
        return (), []
    except (OSError, UnicodeDecodeError) as error:
        return (), [Mistake(0, f"cannot be read: {error}", FILE)]
    allowances, mistakes = parse_baseline(text, known)
    if not any(
        item == FILE or (item.endswith("/") and FILE.startswith(item)) for item in protected
    ):
        problem = "must be listed under `protected` in .importlinter, since it allows findings"
        mistakes.append(Mistake(0, problem, FILE))
    return allowances, mistakes


def parse_baseline(text: str, known: KnownRules) -> tuple[tuple[Allowance, ...], list[Mistake]]:
    """Read a baseline's text, refusing whatever `dump_baseline` would not have written."""
    reader = _Reader(text, known)
    return tuple(reader.allowances), reader.mistakes


class _Reader:
    def __init__(self, text: str, known: KnownRules) -> None:
        self.allowances: list[Allowance] = []
        self.mistakes: list[Mistake] = []
        self._lines = text.splitlines()
        self._known = known
        try:
            document = json.loads(text, object_pairs_hook=self._pairs)
        except json.JSONDecodeError as error:
            self._wrong(error.lineno, f"is not valid JSON: {error.msg}")
            return
        except RecursionError:
            self._wrong(0, "is not valid JSON: nested too deeply")
            return
        if isinstance(document, dict):
            self._document(document)
        else:
            self._wrong(1, "is not a JSON object")

    def _wrong(self, line: int, text: str) -> None:
        self.mistakes.append(Mistake(line, text, FILE))

    def _line(self, key: str, after: int = 0) -> int:
        quoted = json.dumps(key)
        lines = enumerate(self._lines[after:], after + 1)
        return next((number for number, line in lines if quoted in line), 0)

    def _pairs(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        for key, times in Counter(key for key, _ in pairs).items():
            if times > 1:
                self._wrong(self._line(key, self._line(key)), f"`{key}` appears twice")
        return dict(pairs)

    def _document(self, document: dict[str, Any]) -> None:
        for key in document:
            if key not in _KEYS:
                self._wrong(self._line(key), f"unknown key `{key}`{guess(key, _KEYS)}")
        if document.get("version") != VERSION:
            line = self._line("version")
            self._wrong(line, f"`version` is {document.get('version')!r}, not {VERSION}")
        counts = document.get("counts")
        if not isinstance(counts, dict):
            self._wrong(self._line("counts"), "`counts` is not an object")
            return
        for path, codes in counts.items():
            self._file(path, codes)

    def _file(self, path: str, codes: object) -> None:
        line = self._line(path)
        parts = path.split("/")
        if parts[0] != WORKSPACE or len(parts) < 2 or {"", ".", ".."} & set(parts):
            self._wrong(line, f"`{path}` is not a path inside {WORKSPACE}/")
        if not isinstance(codes, dict):
            self._wrong(line, f"the counts of `{path}` are not an object")
            return
        for code, count in codes.items():
            self._count(path, code, count, self._line(code, line))

    def _count(self, path: str, code: str, count: object, line: int) -> None:
        if code not in self._known.codes:
            self._wrong(line, f"no rule `{code}`{guess(code, self._known.codes)}")
        elif code in self._known.unwaivable:
            self._wrong(line, f"{code} cannot be baselined, as it cannot be waived")
        elif type(count) is not int or count < 1:
            self._wrong(line, f"the count of {code} is {count!r}, not a whole number above 0")
        else:
            self.allowances.append(Allowance(path, code, count, line))
