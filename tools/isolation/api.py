"""Checks a workspace on disk: the one place that walks, reads, times and remembers."""

from __future__ import annotations

import configparser
import hashlib
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from engine.shared import seal
from engine.shared.seal import (
    MAX_FILE_BYTES,
    WORKSPACE,
    Entry,
    digest,
    read_regular,
    walk_workspace,
)
from tools.isolation import cachedir, quick
from tools.isolation.aside import Aside
from tools.isolation.baseline import FILE as BASELINE
from tools.isolation.catalogue import load_catalogue
from tools.isolation.conclusion import Conclusion, conclude
from tools.isolation.contracts import Broken, check_contracts
from tools.isolation.exports import TEXT_OF, ask
from tools.isolation.finding import Finding, Severity
from tools.isolation.known import Record, write_records
from tools.isolation.policy import FILE as POLICY
from tools.isolation.policy import Policy, load_policy
from tools.isolation.registry import RULES, known_rules
from tools.isolation.report import Report
from tools.isolation.runner import CheckerError, Judge
from tools.isolation.selection import Row, write_rows
from tools.isolation.snapshot import Snapshot
from tools.isolation.store import KIND, Contracts, Kept, KeptSummaries, Store
from tools.isolation.values import Names
from tools.isolation.work import Verdict, Worker, is_source, own_collections

MAX_FILES = 50_000
MAX_SHOWN_PATH = 300
MAX_OTHERS = 40
"""How many files are judged although nobody has asked about them."""
_BLOCKS_CONTRACTS = frozenset({"RF801", "RF802", "RF803", "RF804"})

Progress = Callable[[int, int], None]


class UsageError(Exception):
    """The command was asked for something that makes no sense; nothing was judged."""


@dataclass(frozen=True, slots=True)
class Whole:
    """What was found out about the whole workspace, whichever part of it was asked for.

    Attributes:
        files: the paths that were judged.
        known: what was found out about every file, for `touched`.
        in_order: whether the contracts could be judged.
    """

    conclusion: Conclusion
    files: frozenset[str]
    known: bytes
    in_order: bool


@dataclass(slots=True)
class Run:
    """One check: its report, and what the next one may need to know.

    Attributes:
        context: what the report depends on besides the workspace, or None without a cache.
        snapshot: the state of the disk before anything was judged, or None.
        digests: the judged content of every file.
        whole: what the next run may repeat as long as nothing on the disk has changed; None
            where not everything is known.
        tables: the rule set as a first look sees it.
    """

    report: Report
    context: quick.Context | None = None
    snapshot: Snapshot | None = None
    digests: dict[str, str] = field(default_factory=dict)
    whole: Whole | None = None
    tables: bytes = b""


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

    Every file is read, so that the report is about the content that is there now, whatever the
    files' dates say.

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
    run = run_check(root, rules, paths, use_cache=use_cache, baseline=baseline, progress=progress)
    return run.report


def run_check(
    root: Path,
    rules: Path | None = None,
    paths: Sequence[Path] = (),
    *,
    use_cache: bool = True,
    baseline: bool = True,
    progress: Progress | None = None,
    jobs: int | None = 1,
    trust_stat: bool = False,
) -> Run:
    """Do what `check_workspace` does, and say what the report rests on.

    With ``jobs`` None, the number of processes goes by the number of files to judge; with
    ``trust_stat`` a file counts as unchanged if its stat data is, else its content is compared.
    """
    started = time.perf_counter()
    root = root.resolve()
    rules = (rules or root).resolve()
    if not (root / WORKSPACE).is_dir():
        raise UsageError(f"{root}: no {WORKSPACE}/ directory here; use --root")
    context = snapshot = None
    if use_cache:
        context, snapshot = _look(root, rules)
    policy = load_policy(rules, known_rules())
    fingerprint = ruleset_fingerprint(policy)
    entries = _entries(root)
    judged = _selected(root, entries, paths)
    session = _Session(
        root, rules, policy, fingerprint, entries, context, snapshot, trust_stat=trust_stat
    )
    with session.beside() if jobs != 1 else nullcontext():
        found = session.judge(judged, jobs, progress)
        reused = session.reused
        others = session.judge_others(judged) if baseline else None
        broken = [] if _blocks_contracts(found) else session.broken()
    session.save()
    allowances = policy.baseline if baseline else ()
    looked_at = frozenset(entry.path for entry in judged) if paths else None
    conclusion = conclude(session.rulebook, found, broken, policy, allowances, looked_at)
    report = Report(
        findings=conclusion.findings,
        files=len(judged),
        cached=reused,
        elapsed_ms=(time.perf_counter() - started) * 1000,
        fingerprint=fingerprint,
        baselined=sum(conclusion.baselined.values()),
    )
    whole = None
    if others is not None and session.is_complete:
        found += others
        in_order = not _blocks_contracts(found)
        broken = broken if in_order else []
        if paths:
            conclusion = conclude(session.rulebook, found, broken, policy, allowances, None)
        known = session.known([*found, *broken])
        paths_judged = frozenset(entry.path for entry in entries)
        whole = Whole(conclusion, paths_judged, known, in_order=in_order)
    return Run(report, context, snapshot, session.digests, whole, session.tables)


def _blocks_contracts(findings: Iterable[Finding]) -> bool:
    """Say whether files are in such a state that import-linter cannot read them."""
    return not _BLOCKS_CONTRACTS.isdisjoint(finding.code for finding in findings)


class _Session:
    """The judgement of one workspace, with what is known about it from before."""

    def __init__(
        self,
        root: Path,
        rules: Path,
        policy: Policy,
        fingerprint: str,
        entries: Sequence[Entry],
        context: quick.Context | None,
        snapshot: Snapshot | None,
        *,
        trust_stat: bool,
    ) -> None:
        self._context = context
        self._root = root
        self._rules = rules
        self._policy = policy
        self._snapshot = snapshot
        self._stats = snapshot.stats() if snapshot else {}
        self._sources = [entry.path for entry in entries if is_source(entry)]
        self._files = [entry.path for entry in entries if entry.kind == "file"]
        self._entries = entries
        self.rulebook = Judge(RULES, policy, load_catalogue())
        self.reused = 0
        self.digests: dict[str, str] = {}
        self.tables = b""
        self._contracts = Aside(lambda: check_contracts(rules, root / WORKSPACE))
        self._changed = False
        self._about = f"{fingerprint} {sys.version} {root} {rules}"
        self._place = cachedir.locate(str(root), str(rules), KIND) if snapshot else None
        self._store = Store.load(self._place, self._about)
        if self._store.kept:
            self._settle(trust_stat=trust_stat)

    def _settle(self, *, trust_stat: bool) -> None:
        """Find out what the files hold now, and forget what was known about other texts."""
        stats = self._stats
        kept = self._store.kept
        now: dict[str, str] = {}
        for path in self._sources:
            known = kept.get(path)
            if known is None:
                continue
            if trust_stat and known.stat and known.stat == stats.get(path):
                now[path] = known.verdict.digest
                continue
            try:
                now[path] = digest(read_regular(self._root / path, MAX_FILE_BYTES))
            except OSError:
                continue
            stat = self._stat(path)
            if now[path] == known.verdict.digest and known.stat != stat:
                kept[path] = Kept(stat, known.verdict)
                self._changed = True
        self._store.kept = {
            path: item for path, item in kept.items() if now.get(path) == item.verdict.digest
        }
        raw = self._store.summaries.raw
        summaries = {path: item for path, item in raw.items() if now.get(path) == item[0]}
        self._changed |= len(self._store.kept) != len(kept) or len(summaries) != len(raw)
        self._store.summaries = KeptSummaries(summaries)

    def _stat(self, path: str) -> str:
        if self._snapshot is None or path in self._snapshot.racy:
            return ""
        return self._stats.get(path, "")

    def judge(
        self, judged: Sequence[Entry], jobs: int | None, progress: Progress | None
    ) -> list[Finding]:
        """Return the findings of the judged files; only those that may have changed are read."""
        worker = Worker(self._root, self._files, self._policy, RULES, self._store.summaries)
        self._worker = worker
        self.tables = worker.tables
        findings: list[Finding] = []
        left = self._reuse(judged, findings)
        done = len(judged) - len(left)
        with own_collections():
            for verdict in self._verdicts(worker, left, jobs):
                findings += verdict.findings
                self._keep(verdict)
                done += 1
                if progress is not None:
                    progress(done, len(judged))
        self._note_summaries()
        return findings

    def judge_others(self, judged: Sequence[Entry]) -> list[Finding] | None:
        """Return the findings of all other files, so that the next run can be answered at once.

        Nobody has asked about them, so it may take little: None where it would take more.
        """
        if len(judged) == len(self._entries):
            return []
        if self._snapshot is None:
            return None
        asked = {entry.path for entry in judged}
        findings: list[Finding] = []
        left = self._reuse((e for e in self._entries if e.path not in asked), findings)
        if sum(map(is_source, left)) > MAX_OTHERS:
            return None
        try:
            with own_collections():
                for verdict in map(self._worker, left):
                    findings += verdict.findings
                    self._keep(verdict)
        except CheckerError:
            return None  # Whoever asks about that file is told.
        self._note_summaries()
        return findings

    def _reuse(self, entries: Iterable[Entry], findings: list[Finding]) -> list[Entry]:
        """Add the findings that are known and still hold; return the entries that are left."""
        exports = self._worker.exports
        left: list[Entry] = []
        for entry in entries:
            known = self._store.kept.get(entry.path)
            if (
                known is not None
                and is_source(entry)
                and all(
                    ask(exports, question) == answer
                    for question, answer in known.verdict.answers.items()
                )
            ):
                findings += known.verdict.findings
                self.digests[entry.path] = known.verdict.digest
                self.reused += 1
            else:
                left.append(entry)
        return left

    def _note_summaries(self) -> None:
        self._changed |= bool(self._worker.summaries)
        self._store.add_summaries(self._worker.summaries)

    def _verdicts(
        self, worker: Worker, entries: Sequence[Entry], jobs: int | None
    ) -> Iterable[Verdict]:
        if jobs != 1 and len(entries) > 1:
            # Multiprocessing takes its time to import, too.
            from tools.isolation import pool  # noqa: PLC0415

            processes = pool.choose_jobs(len(entries), jobs)
            if processes > 1:
                for verdicts, summaries in pool.judge_in_processes(
                    processes, entries, self._root, self._files, self._policy, RULES,
                    self._store.summaries,
                ):  # fmt: skip
                    self._store.add_summaries(summaries)
                    yield from verdicts
                return
        yield from map(worker, entries)

    def _keep(self, verdict: Verdict) -> None:
        self._changed = True
        if verdict.digest:
            self.digests[verdict.path] = verdict.digest
            self._store.kept[verdict.path] = Kept(self._stat(verdict.path), verdict)
        else:
            self._store.kept.pop(verdict.path, None)

    @property
    def is_complete(self) -> bool:
        """Whether the content of every source file was judged."""
        return self._sources == [path for path in self._sources if path in self.digests]

    def known(self, findings: Iterable[Finding]) -> bytes:
        """Write down what is known of every file, given all findings, waived ones too."""
        # What others have looked into may not change unseen, whatever the change is.
        read = {
            question[1:]
            for item in self._store.kept.values()
            for question in item.verdict.answers
            if question.startswith(TEXT_OF)
        }
        soiled = {finding.path for finding in findings}
        soiled |= {path for path in self._sources if Names.of_path(path).module in read}
        records = []
        for path in self._sources:
            item = self._store.kept.get(path)
            if item is not None:
                verdict = item.verdict
                outside = "" if path in soiled else verdict.outside
                records.append(Record(path, verdict.digest, outside, dict(verdict.neighbours)))
        return write_records(records)

    def beside(self) -> AbstractContextManager[object]:
        """Check the contracts in another process meanwhile, where nothing is known of them."""
        return self._contracts if self._sources and not self._store.contracts else nullcontext()

    def broken(self) -> list[Finding]:
        """Return the findings about broken import contracts."""
        events = (self.rulebook.event(item.path, item) for item in self.contracts())
        return [finding for found in events for finding in found]

    def contracts(self) -> tuple[Broken, ...]:
        """Return the broken import contracts; the last ones, if no import has changed since."""
        if not self._sources:
            return ()
        known = self._store.contracts
        if known is not None and known.key == self._contracts_key(known.broken):
            return known.broken
        broken = tuple(self._contracts.result())
        # Import-linter reads the files itself: what it read must be what was judged.
        key = self._contracts_key(broken) if self._is_undisturbed() else ""
        self._store.contracts = Contracts(key, broken) if key else None
        self._changed = True
        return broken

    def _is_undisturbed(self) -> bool:
        if self._context is None or self._snapshot is None:
            return False
        try:
            return self._context.look().text() == self._snapshot.text()
        except OSError:
            return False

    def _contracts_key(self, broken: Iterable[Broken]) -> str:
        """Digest all imports of the three packages; empty where something is not known."""
        # Import-linter follows links, so what it reads there was not judged.
        if self._snapshot is None or len(self._files) != len(self._entries):
            return ""
        total = hashlib.sha256()
        for name, stat in sorted(self._stats.items()):
            if not name.startswith(WORKSPACE + "/"):
                if name in self._snapshot.racy:
                    return ""
                total.update(f"{name}\0{stat}\0".encode("utf-8", "surrogatepass"))
        shown = {item.path for item in broken}
        for path in self._sources:
            item = self._store.kept.get(path)
            if item is None:
                return ""
            lines = item.verdict.lines if path in shown else ""
            text = f"{path}\0{item.verdict.imports}\0{lines}\0"
            total.update(text.encode("utf-8", "surrogatepass"))
        return total.hexdigest()

    def save(self) -> None:
        """Write down what is new, for the next run."""
        if self._changed and self._place is not None:
            self._store.save(self._place, self._about)


def _look(root: Path, rules: Path) -> tuple[quick.Context | None, Snapshot | None]:
    """Take the snapshot on which the next run can rest; none where that is not possible."""
    here = Path(__file__).resolve().parent
    trees = [str(rules / name) for name in _packages(rules)]
    trees += [str(here.parent), str(Path(seal.__file__).resolve().parent)]
    files = [str(rules / POLICY), str(rules / BASELINE)]
    files += [tree for tree in trees if not Path(tree).is_dir()]
    for library in ("grimp", "importlinter"):
        spec = find_spec(library)
        files.append(str(spec.origin) if spec else library)
    outer = sorted({tree for tree in trees if Path(tree).is_dir()})
    outer = [tree for tree in outer if not any(tree.startswith(f"{top}/") for top in outer)]
    context = quick.Context(str(root), str(rules), files, outer)
    try:
        return context, context.look()
    except OSError:
        return None, None  # The walk that judges says what is wrong.


def _packages(rules: Path) -> list[str]:
    """Return the packages that the contracts look at, but for the judged one."""
    parser = configparser.ConfigParser(interpolation=None, delimiters=("=",), strict=False)
    try:
        parser.read(rules / POLICY, "utf-8")
        names = parser.get("importlinter", "root_packages", fallback="").split()
    except (configparser.Error, UnicodeDecodeError):
        return []  # The policy's own reader says what is wrong.
    return [name for name in names if name != WORKSPACE and name.isidentifier()]


def remember(run: Run, render: Callable[[Finding, bool], str]) -> None:
    """Let the next run of the same kind repeat this report as long as nothing has changed.

    Args:
        run: the check.
        render: writes a finding as text, with or without colours.
    """
    context, snapshot, whole = run.context, run.snapshot, run.whole
    if whole is None or context is None or snapshot is None:
        return
    path = cachedir.locate(context.root, context.rules, quick.KIND)
    inside = {name for name in snapshot.racy if name.startswith(WORKSPACE + "/")}
    # What the checker itself is made of has just been touched: it may be touched again.
    if path is None or snapshot.racy - inside:
        return
    plain, painted, rows = _rows(whole.conclusion, render)
    errors, warnings, baselined = (
        sum(getattr(row, figure) for row in rows) for figure in ("errors", "warnings", "baselined")
    )
    figures = f"{len(whole.files)} {errors} {warnings} {baselined}"
    digests = {name: run.digests[name] for name in inside if name in run.digests}
    unjudged = sorted(
        name for name in snapshot.stats()
        if name.startswith(WORKSPACE + "/") and name not in whole.files
    )  # fmt: skip
    parts = [
        context.key(snapshot), context.dump(), quick.contents_of(digests), figures.encode(),
        plain, painted, whole.known, run.tables,
        # Where contracts could not be judged, single paths may still want them judged.
        write_rows(rows, unjudged) if whole.in_order else b"",
    ]  # fmt: skip
    cachedir.save(path, parts)


def _rows(
    conclusion: Conclusion, render: Callable[[Finding, bool], str]
) -> tuple[bytes, bytes, list[Row]]:
    """Write a report down, without colours and with them, and what its rows are."""
    plain, painted = [], []
    rows = [Row(path, 0, 0, number, 0, 0) for path, number in conclusion.baselined.items()]
    for item in conclusion.shown:
        finding = item.finding
        text, paint = (
            render(finding, colour).encode("utf-8", "surrogatepass") for colour in (False, True)
        )
        is_error = finding.severity is Severity.ERROR
        rows.append(Row(item.about, int(is_error), int(not is_error), 0, len(text), len(paint)))
        plain.append(text)
        painted.append(paint)
    return b"".join(plain), b"".join(painted), rows


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
    names = frozenset(wanted)
    return [entry for entry in entries if not names.isdisjoint(_and_above(entry.path))]


def _and_above(path: str) -> Iterator[str]:
    """Yield a path and all directories above it."""
    while path:
        yield path
        path = path.rpartition("/")[0]


def _lexical(path: Path) -> Path:
    parent = path.parent.resolve()
    return parent / path.name if path.name not in ("", "..") else path.resolve()


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
