"""Judging one file from disk: what a worker process does, and what it brings back."""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from engine.shared.seal import MAX_FILE_BYTES, Entry, read_regular
from tools.isolation.catalogue import load_catalogue
from tools.isolation.events import Unreadable
from tools.isolation.exports import ExportTable, Witness, summarize
from tools.isolation.finding import Finding
from tools.isolation.gate.look import is_fit, look
from tools.isolation.gate.making import make_tables
from tools.isolation.gate.names import CONSTANT, MODULE, OWN, Neighbour
from tools.isolation.gate.notes import Notes
from tools.isolation.gate.outside import outside_of
from tools.isolation.gate.tables import Tables
from tools.isolation.imported import import_digests
from tools.isolation.marks import INSTANCE, METHOD, READER
from tools.isolation.policy import Policy
from tools.isolation.registry import RULES
from tools.isolation.rule import Rule
from tools.isolation.runner import Judge
from tools.isolation.source import Source
from tools.isolation.values import Exports, Kind

LITTER, MAX_LITTER = 16, 1024
"""What judging one file in full leaves behind, a first look being 1, and what is too much."""
RECENT = 32
SMALL = 64 * 1024
"""Parsed files that are kept for a while, and the bytes that such a file may have."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What judging one file gave, and all that it rests on.

    Attributes:
        digest: SHA-256 of the judged bytes; empty where the path alone was judged or nothing
            could be read, and then the verdict is not kept.
        answers: what the file's imports asked about its neighbours.
        imports: digest of the import statements, without their places.
        lines: digest of the places.
        outside: digest of what other files can learn of a plain file; empty for any other.
        neighbours: what a plain file was told about others (`known.Record`).
    """

    path: str
    findings: tuple[Finding, ...]
    digest: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    imports: str = ""
    lines: str = ""
    outside: str = ""
    neighbours: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Summary:
    """A module's exports, and the SHA-256 of the text they are from."""

    digest: str
    exports: Exports


class Worker:
    """Judges files of one workspace; holds no file's text longer than it takes."""

    def __init__(
        self,
        root: Path,
        files: Sequence[str],
        policy: Policy,
        rules: Sequence[Rule],
        known: Mapping[str, Summary] | None = None,
    ) -> None:
        self._root = root
        self._catalogue = load_catalogue()
        self._judge = Judge(rules, policy, self._catalogue)
        # The first look stands for all of the rules, or for none.
        self._tables = make_tables(policy, self._catalogue) if rules is RULES else None
        self._recent: dict[str, Source] = {}
        self._litter = 0
        self._known = known or {}
        self.summaries: dict[str, Summary] = {}
        """The summaries that had to be made."""
        self.exports = ExportTable(files, self._read, self._catalogue, self._summary)

    @property
    def tables(self) -> bytes:
        """The rule set as a first look sees it, for the cache; empty without one."""
        return self._tables.text.encode("ascii") if self._tables is not None else b""

    def __call__(self, entry: Entry) -> Verdict:
        """Judge one path and, if it is a Python file with a fine path, its text.

        Raises:
            CheckerError: a rule crashed.
        """
        found = self._judge.entry(entry)
        if found or not is_source(entry):
            return Verdict(entry.path, tuple(found))
        try:
            source = self._read(entry.path)
        except OSError as error:
            problem = Unreadable(str(error.strerror or error))
            return Verdict(entry.path, tuple(self._judge.event(entry.path, problem)))
        self._collect(1)
        witness = Witness(self.exports)
        findings: list[Finding] = []
        tables = self._tables
        plain = first_look(source, tables, witness) if tables is not None else None
        if plain is None:
            self._collect(LITTER * (1 + len(source.data) // SMALL))
            witness = Witness(self.exports)
            findings = self._judge.source(source, witness)
        imports, lines = import_digests(source.tree, tables.roots if tables is not None else None)
        outside = ""
        if plain is not None and source.tree is not None:
            outside = outside_of(source.tree, plain.notes, imports)
        return Verdict(
            entry.path,
            tuple(findings),
            hashlib.sha256(source.data).hexdigest(),
            witness.answers(),
            imports,
            lines,
            outside,
            plain.told if plain is not None else {},
        )

    def _read(self, path: str) -> Source:
        source = self._recent.get(path)
        if source is None:
            source = Source(path, read_regular(self._root / path, MAX_FILE_BYTES))
            if len(source.data) <= SMALL:
                # Modules of a package import from each other: one parse serves both.
                self._recent[path] = source
                if len(self._recent) > RECENT:
                    del self._recent[next(iter(self._recent))]
        return source

    def _collect(self, litter: int) -> None:
        """Collect garbage now and then: scopes make cycles, a first look hardly any."""
        self._litter += litter
        if self._litter >= MAX_LITTER and not gc.isenabled():
            self._litter = 0
            gc.collect()

    def _summary(self, path: str) -> Exports:
        if path in self._known:
            with suppress(KeyError):  # A foreign entry is none.
                return self._known[path].exports
        try:
            source = self._read(path)
        except OSError:
            return {}  # Reported where the file itself is judged.
        self._collect(LITTER // 4)
        exports = summarize(source, self._catalogue)
        self.summaries[path] = Summary(hashlib.sha256(source.data).hexdigest(), exports)
        return exports


@dataclass(frozen=True, slots=True)
class Plain:
    """A file in which no rule finds anything.

    Attributes:
        notes: what a first look wrote down about it.
        told: what it was told about other files (`known.Record`).
    """

    notes: Notes
    told: Mapping[str, str]


def first_look(source: Source, tables: Tables, exports: Mapping[str, Exports]) -> Plain | None:
    """Tell plain files from the rest, about which None says nothing.

    Whatever is asked of ``exports`` is what the answer depends on besides the source.
    """
    if not is_fit(source.data) or source.tree is None:
        return None
    told: dict[str, str] = {}

    def neighbour(module: str, name: str) -> Neighbour:
        kind = _kind(exports, module, name)
        if kind is not None:
            told[f"{module} {name}"] = kind
        return kind

    notes = look(source.tree, source.path, tables, neighbour)
    return None if notes is None else Plain(notes, told)


def _kind(exports: Mapping[str, Exports], module: str, name: str) -> Neighbour:
    is_module = f"{module}.{name}" in exports
    values = exports[module].get(name) if module in exports else None
    if values is None:
        if module in exports and _is_marked(exports[module], name):
            return None
        return MODULE if is_module else OWN
    # A package may bind the name of one of its modules to something else.
    is_constant = not is_module and all(value.kind is Kind.CONST for value in values)
    return CONSTANT if is_constant else None


def _is_marked(names: Exports, name: str) -> bool:
    """Say whether more is known of a neighbour's name than a first look asks for."""
    made = names.get(f"{name}{INSTANCE}", ())
    return any(value.name.startswith("workspace.") for value in made) or any(
        f"{name}{mark}" in names for mark in (METHOD, READER)
    )


@contextmanager
def own_collections() -> Iterator[None]:
    """Leave garbage collection to `Worker`: Python's own pace costs a quarter of the time."""
    enabled = gc.isenabled()
    gc.disable()
    gc.freeze()  # What was there before needs no looking through.
    try:
        yield
    finally:
        gc.unfreeze()
        if enabled:
            gc.enable()


def is_source(entry: Entry) -> bool:
    """Say whether ``entry`` is a file that Python would import as source."""
    return entry.kind == "file" and entry.path.endswith(".py")
