"""Plans the rewrites that a report's findings call for (``ringfence check --fix``)."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from engine.shared.seal import WORKSPACE, printable, read_regular, walk_workspace
from tools.isolation.finding import Finding, Span
from tools.isolation.fixes.bench import Bench
from tools.isolation.fixes.files import Change, replace_if_unchanged, unified
from tools.isolation.fixes.places import places_of
from tools.isolation.fixes.rewrite import RewriteError
from tools.isolation.policy import load_policy
from tools.isolation.registry import known_rules
from tools.isolation.report import Report
from tools.isolation.source import Source

CHANGED = "it has changed since it was judged; run the command again"


@dataclass(frozen=True, slots=True)
class Left:
    """A place that stays as it is, and why."""

    path: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{printable(self.path)}:{self.line}: left alone: {self.reason}"


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do about a report.

    Attributes:
        changes: files to rewrite.
        deletions: files to delete, relative to the root.
        left: fixable findings that cannot be fixed after all.
    """

    changes: tuple[Change, ...] = ()
    deletions: tuple[str, ...] = ()
    left: tuple[Left, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.changes or self.deletions)

    @property
    def diff(self) -> str:
        """The changes as text; nothing is written."""
        deleted = (f"delete {printable(path)}\n" for path in self.deletions)
        return "".join([*deleted, *map(unified, self.changes)])


def plan_fixes(root: Path, rules: Path, report: Report) -> Plan:
    """Work out how to rewrite what the report's findings mark as fixable.

    Args:
        root: the judged tree.
        rules: the tree whose rules count.
        report: a report about ``root``.

    Raises:
        PolicyError: the rule set's configuration is wrong.
        CheckerError: a rule crashed.
    """
    fixable: dict[str, list[Finding]] = {}
    for finding in report.findings:
        if finding.fixable:
            fixable.setdefault(finding.path, []).append(finding)
    deletions = tuple(path for path in fixable if path.endswith(".pyc"))
    paths = [path for path in fixable if path.endswith(".py")]
    if not paths:
        return Plan(deletions=deletions)
    files = [entry.path for entry in walk_workspace(root) if entry.kind == "file"]
    bench = Bench(load_policy(rules, known_rules()), files, _Reader(root))
    known = frozenset(files)
    changes, left = [], []
    for path in paths:
        try:
            change, reasons = _plan_one(bench, root, path, fixable[path], known)
        except (RewriteError, OSError) as error:
            left.append(Left(path, fixable[path][0].span.line, str(error)))
            continue
        left += [Left(path, span.line, reason) for span, reason in reasons.items()]
        if change.after != change.before:
            changes.append(change)
    return Plan(tuple(changes), deletions, tuple(left))


def _plan_one(
    bench: Bench, root: Path, path: str, findings: Iterable[Finding], files: frozenset[str]
) -> tuple[Change, dict[Span, str]]:
    # Exactly the bytes that are rewritten are judged, whatever the report has seen.
    data = read_regular(root / path)
    source = Source(path, data)
    found = bench.judge(source)
    if not {_mark(f) for f in findings} <= {_mark(f) for f in found}:
        raise RewriteError(CHANGED)

    def own(module: str) -> str | None:
        return own_file(files, f"{WORKSPACE}.{module}")

    after, result = bench.rewrite(source, places_of(findings, own), found)
    return Change(path, data, after), dict(sorted(result.left.items()))


def _mark(finding: Finding) -> tuple[str, Span, str]:
    return finding.code, finding.span, finding.message


def own_file(files: frozenset[str], module: str) -> str | None:
    """Return which of ``files`` Python would take for ``module``, if any."""
    stem = module.replace(".", "/")
    return next((p for p in (f"{stem}.py", f"{stem}/__init__.py") if p in files), None)


def apply_plan(root: Path, plan: Plan) -> list[Left]:
    """Write the plan to disk.

    Returns:
        What could not be done, with the reason.
    """
    left = []
    for change in plan.changes:
        try:
            if not replace_if_unchanged(root, change):
                left.append(Left(change.path, 1, CHANGED))
        except OSError as error:
            left.append(Left(change.path, 1, f"cannot be written: {error.strerror or error}"))
    for path in plan.deletions:
        try:
            (root / path).unlink(missing_ok=True)
        except OSError as error:
            left.append(Left(path, 1, f"cannot be deleted: {error.strerror or error}"))
        with contextlib.suppress(OSError):
            # Fails while other files are in it, which is as it should be.
            (root / path).parent.rmdir()
    return left


class _Reader:
    def __init__(self, root: Path) -> None:
        self._root = root
        self._sources: dict[str, Source] = {}

    def __call__(self, path: str) -> Source:
        if path not in self._sources:
            try:
                data = read_regular(self._root / path)
            except OSError:
                # It has its own finding, and neighbours see it as empty.
                data = b""
            self._sources[path] = Source(path, data)
        return self._sources[path]
