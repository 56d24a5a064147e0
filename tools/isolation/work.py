"""Judging one file from disk: what a worker process does, and what it brings back."""

from __future__ import annotations

import ast
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
from tools.isolation.gate.tables import Tables
from tools.isolation.policy import Policy
from tools.isolation.registry import RULES
from tools.isolation.rule import Rule
from tools.isolation.runner import Judge
from tools.isolation.source import Source
from tools.isolation.values import Exports, Kind

FILES_PER_COLLECTION = 64
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
    """

    path: str
    findings: tuple[Finding, ...]
    digest: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    imports: str = ""
    lines: str = ""


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
        self._files = 0
        self._known = known or {}
        self.summaries: dict[str, Summary] = {}
        """The summaries that had to be made."""
        self.exports = ExportTable(files, self._read, self._catalogue, self._summary)

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
        witness = Witness(self.exports)
        findings: list[Finding] = []
        if self._tables is None or not is_plain(source, self._tables, witness):
            witness = Witness(self.exports)
            findings = self._judge.source(source, witness)
        imports, lines = import_digests(source.tree)
        return Verdict(
            entry.path,
            tuple(findings),
            hashlib.sha256(source.data).hexdigest(),
            witness.answers(),
            imports,
            lines,
        )

    def _read(self, path: str) -> Source:
        source = self._recent.get(path)
        if source is None:
            self._collect()
            source = Source(path, read_regular(self._root / path, MAX_FILE_BYTES))
            if len(source.data) > SMALL:
                self._files += len(source.data) // SMALL
            else:
                # Modules of a package import from each other: one parse serves both.
                self._recent[path] = source
                if len(self._recent) > RECENT:
                    del self._recent[next(iter(self._recent))]
        return source

    def _collect(self) -> None:
        """Collect garbage now and then: trees and scopes make cycles."""
        self._files += 1
        if self._files >= FILES_PER_COLLECTION and not gc.isenabled():
            self._files = 0
            gc.collect()

    def _summary(self, path: str) -> Exports:
        if path in self._known:
            with suppress(KeyError):  # A foreign entry is none.
                return self._known[path].exports
        try:
            source = self._read(path)
        except OSError:
            return {}  # Reported where the file itself is judged.
        exports = summarize(source, self._catalogue)
        self.summaries[path] = Summary(hashlib.sha256(source.data).hexdigest(), exports)
        return exports


def is_plain(source: Source, tables: Tables, exports: Mapping[str, Exports]) -> bool:
    """Say whether surely no rule finds anything in ``source``; False means nothing.

    Whatever is asked of ``exports`` is what the answer depends on besides the source.
    """
    if not is_fit(source.data) or source.tree is None:
        return False

    def neighbour(module: str, name: str) -> Neighbour:
        is_module = f"{module}.{name}" in exports
        values = exports[module].get(name) if module in exports else None
        if values is None:
            return MODULE if is_module else OWN
        # A package may bind the name of one of its modules to something else.
        is_constant = not is_module and all(value.kind is Kind.CONST for value in values)
        return CONSTANT if is_constant else None

    return look(source.tree, source.path, tables, neighbour) is not None


@contextmanager
def own_collections() -> Iterator[None]:
    """Leave garbage collection to `Worker`: Python's own pace costs a quarter of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def is_source(entry: Entry) -> bool:
    """Say whether ``entry`` is a file that Python would import as source."""
    return entry.kind == "file" and entry.path.endswith(".py")


def import_digests(tree: ast.Module | None) -> tuple[str, str]:
    """Return digests of all import statements of a file: what they say, and where they stand.

    An ``if`` around them counts: import-linter leaves out what stands under ``TYPE_CHECKING``.
    """
    if tree is None:
        return "", ""
    said: list[str] = []
    places: list[int] = []
    pending: list[tuple[ast.AST, str]] = [(node, "") for node in reversed(tree.body)]
    while pending:
        node, around = pending.pop()
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [(alias.name, alias.asname) for alias in node.names]
            module = (node.module, node.level) if isinstance(node, ast.ImportFrom) else None
            said.append(f"{module} {names} {around}")
            places.append(node.lineno)
            continue
        for name in ("handlers", "cases", "finalbody", "orelse", "body"):
            below = getattr(node, name, None)
            if isinstance(below, list):
                test = around
                if isinstance(node, ast.If):
                    test = f"{around[-200:]} {name} {_test_of(node)}"
                pending.extend((child, test) for child in reversed(below))
    return (
        hashlib.sha256("\n".join(said).encode("utf-8", "surrogatepass")).hexdigest(),
        hashlib.sha256(repr(places).encode()).hexdigest(),
    )


def _test_of(node: ast.If) -> str:
    test = node.test
    if isinstance(test, ast.Name):
        return test.id
    return test.attr if isinstance(test, ast.Attribute) else "other"
