"""Checks a workspace on disk: the one place that walks, reads and times."""

from __future__ import annotations

import datetime
import hashlib
import time
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path

from engine.shared.seal import (
    MAX_FILE_BYTES,
    WORKSPACE,
    Entry,
    digest,
    read_regular,
    walk_workspace,
)
from tools.isolation.baseline import FILE as BASELINE
from tools.isolation.baseline import apply_baseline
from tools.isolation.catalogue import load_catalogue
from tools.isolation.contracts import Broken, check_contracts
from tools.isolation.events import Unreadable
from tools.isolation.finding import Finding
from tools.isolation.policy import Policy, load_policy
from tools.isolation.registry import RULES, known_rules
from tools.isolation.report import Report
from tools.isolation.runner import ExportTable, Judge
from tools.isolation.source import Source
from tools.isolation.waivers import apply_waivers

MAX_FILES = 50_000
MAX_SHOWN_PATH = 300
_BLOCKS_CONTRACTS = frozenset({"RF801", "RF802", "RF803", "RF804"})

Progress = Callable[[int, int], None]


class UsageError(Exception):
    """The command was asked for something that makes no sense; nothing was judged."""


def check_workspace(
    root: Path,
    rules: Path | None = None,
    paths: Sequence[Path] = (),
    *,
    use_cache: bool = True,
    baseline: bool = True,
    progress: Progress | None = None,
) -> Report:
    """Judge the workspace under ``root`` by the rule set of ``rules`` (default: ``root``).

    Args:
        root: the tree that is judged; nothing of it is imported or executed.
        rules: the tree whose ``.importlinter`` and door count.
        paths: files or directories inside the workspace, or none for all of it.
        use_cache: reuse verdicts about unchanged files.
        baseline: leave out the errors that the baseline allows.
        progress: called with (done, total) while files are judged.

    Raises:
        UsageError: a path does not exist or lies outside the workspace.
        PolicyError: the rule set's configuration is wrong.
        CatalogueError: the catalogue's data is wrong.
        CheckerError: a rule crashed.
    """
    started = time.perf_counter()
    root = root.resolve()
    rules = (rules or root).resolve()
    if not (root / WORKSPACE).is_dir():
        raise UsageError(f"{root}: no {WORKSPACE}/ directory here; use --root")
    policy = load_policy(rules, known_rules())
    catalogue = load_catalogue()
    entries = _entries(root)
    judged = _selected(root, entries, paths)
    sources = _Reader(root)
    exports = ExportTable((e.path for e in entries if e.kind == "file"), sources, catalogue)
    judge = Judge(RULES, policy, catalogue)
    findings: list[Finding] = []
    for number, entry in enumerate(judged):
        found = judge.entry(entry)
        if not found and entry.kind == "file" and entry.path.endswith(".py"):
            source = sources(entry.path)
            problem = sources.unreadable.get(entry.path)
            found = (
                judge.source(source, exports)
                if problem is None
                else judge.event(entry.path, Unreadable(problem))
            )
        findings += found
        if progress is not None:
            progress(number + 1, len(judged))
    if not _BLOCKS_CONTRACTS & {finding.code for finding in findings}:
        for broken in _contracts(rules, root, entries):
            findings += judge.event(broken.path, broken)
    looked_at = frozenset(entry.path for entry in judged) if paths else None
    findings = _waive(judge, findings, policy, looked_at)
    allowances = policy.baseline if baseline else ()
    remaining, stale = apply_baseline(findings, allowances, looked_at)
    baselined = len(findings) - len(remaining)
    for allowance in stale:
        remaining += judge.event(BASELINE, allowance)
    return Report(
        findings=tuple(sorted(remaining, key=lambda finding: finding.sort_key)),
        files=len(judged),
        cached=0,
        elapsed_ms=(time.perf_counter() - started) * 1000,
        fingerprint=ruleset_fingerprint(policy),
        baselined=baselined,
    )


def ruleset_fingerprint(policy: Policy) -> str:
    """Return the digest of everything that can change a verdict."""
    total = hashlib.sha256()
    for part in (policy.fingerprint, load_catalogue().fingerprint, _checker_fingerprint()):
        total.update(part.encode("ascii"))
    return total.hexdigest()


@lru_cache(maxsize=1)
def _checker_fingerprint() -> str:
    total = hashlib.sha256()
    here = Path(__file__).parent
    for file in sorted(here.rglob("*.py")):
        total.update(file.relative_to(here).as_posix().encode() + b"\0" + file.read_bytes())
    return total.hexdigest()


class _Reader:
    """Reads each file once; what cannot be read is empty, and ``unreadable`` says why."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._sources: dict[str, Source] = {}
        self.unreadable: dict[str, str] = {}

    def __call__(self, path: str) -> Source:
        if path not in self._sources:
            try:
                data = read_regular(self._root / path, MAX_FILE_BYTES)
            except OSError as error:
                self.unreadable[path] = str(error.strerror or error)
                data = b""
            self._sources[path] = Source(path, data)
        return self._sources[path]


def _entries(root: Path) -> list[Entry]:
    entries = []
    try:
        for entry in walk_workspace(root):
            entries.append(entry)
            if len(entries) > MAX_FILES:
                raise UsageError(f"{WORKSPACE}/ has more than {MAX_FILES:,} files; none was judged")
    except OSError as error:
        where = str(error.filename or WORKSPACE)[:MAX_SHOWN_PATH]
        raise UsageError(
            f"{where}: cannot be listed ({error.strerror}); none was judged"
        ) from error
    return entries


def _selected(root: Path, entries: list[Entry], paths: Sequence[Path]) -> list[Entry]:
    if not paths:
        return entries
    wanted = []
    for path in paths:
        # Normalised without following links: a link is judged as what it is.
        absolute = Path(path if path.is_absolute() else Path.cwd() / path)
        try:
            relative = _lexical(absolute).relative_to(root).as_posix()
        except ValueError as error:
            raise UsageError(f"{path} is not inside {root}") from error
        if relative != WORKSPACE and not relative.startswith(WORKSPACE + "/"):
            raise UsageError(f"{path} is not inside {WORKSPACE}/: only workspace code is checked")
        if not absolute.is_symlink() and not absolute.exists():
            raise UsageError(f"{path} does not exist")
        wanted.append(relative)
    return [
        entry
        for entry in entries
        if any(entry.path == item or entry.path.startswith(item + "/") for item in wanted)
    ]


def _lexical(path: Path) -> Path:
    parent = path.parent.resolve()
    return parent / path.name if path.name not in ("", "..") else path.resolve()


def _contracts(rules: Path, root: Path, entries: list[Entry]) -> list[Broken]:
    if not any(entry.path.endswith(".py") for entry in entries):
        return []
    return check_contracts(rules, root / WORKSPACE)


def _waive(
    judge: Judge, findings: list[Finding], policy: Policy, judged: frozenset[str] | None
) -> list[Finding]:
    today = datetime.datetime.now(tz=datetime.UTC).date()
    kept, stale = apply_waivers(findings, policy.waivers, today, judged)
    for waiver in stale:
        kept += judge.event(".importlinter", waiver)
    return kept


def file_digests(root: Path) -> dict[str, str]:
    """Return path -> SHA-256 of every file under ``workspace/``.

    Raises:
        OSError: a file cannot be read; links and special files count as that.
    """
    digests = {}
    for entry in walk_workspace(root):
        digests[entry.path] = (
            digest(read_regular(root / entry.path)) if entry.kind == "file" else entry.kind
        )
    return digests
