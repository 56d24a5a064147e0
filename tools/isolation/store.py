"""Verdicts of earlier runs, by file: what was judged, what it asked its neighbours, what came out.

Nothing in here is taken on trust of a name or a date alone: a verdict counts for one text, one
rule set, and as long as every question that it asked has the same answer.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tools.isolation import cachedir
from tools.isolation.contracts import Broken
from tools.isolation.finding import Finding, Severity, Span
from tools.isolation.values import Exports, Kind, Value
from tools.isolation.work import Summary, Verdict

KIND = "verdicts"


@dataclass(frozen=True, slots=True)
class Kept:
    """A verdict, and the file's stat data where that proves its content (else empty)."""

    stat: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Contracts:
    """What the import contracts gave for one state of all import statements."""

    key: str
    broken: tuple[Broken, ...]


class KeptSummaries(Mapping[str, Summary]):
    """Summaries as they were stored, read when somebody asks for one."""

    def __init__(self, raw: Mapping[str, Any]) -> None:
        self.raw = dict(raw)

    def __getitem__(self, path: str) -> Summary:
        try:
            digest, names = self.raw[path]
            exports = {name: tuple(map(_load_value, values)) for name, values in names.items()}
        except (ValueError, TypeError, AttributeError, SyntaxError) as error:
            raise KeyError(path) from error
        return Summary(digest, exports)

    def __iter__(self) -> Iterator[str]:
        return iter(self.raw)

    def __len__(self) -> int:
        return len(self.raw)

    def __contains__(self, path: object) -> bool:
        return path in self.raw


class Store:
    """What is known about the files of one tree under one rule set."""

    def __init__(self) -> None:
        self.kept: dict[str, Kept] = {}
        self.summaries = KeptSummaries({})
        self.contracts: Contracts | None = None

    @classmethod
    def load(cls, path: str | None, about: str) -> Store:
        """Read the store at ``path``; empty if it is missing, damaged or not ``about`` this."""
        store = cls()
        parts = cachedir.load(path) if path else None
        if parts is None or len(parts) != 2 or parts[0] != about.encode("utf-8", "surrogatepass"):
            return store
        try:
            files, summaries, contracts = json.loads(parts[1])
            kept = {name: _load_kept(name, raw) for name, raw in files.items()}
            if contracts:
                broken = tuple(Broken(*item) for item in contracts[1])
                store.contracts = Contracts(contracts[0], broken)
            # Last: a store is taken whole or not at all.
            store.kept, store.summaries = kept, KeptSummaries(summaries)
        except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError):
            return cls()
        return store

    def save(self, path: str, about: str) -> None:
        """Write everything to ``path``."""
        contracts = None
        if self.contracts is not None:
            broken = [[b.contract, b.path, b.line, b.chain] for b in self.contracts.broken]
            contracts = [self.contracts.key, broken]
        files = {name: _dump_kept(kept) for name, kept in self.kept.items()}
        body = json.dumps([files, self.summaries.raw, contracts], separators=(",", ":"))
        cachedir.save(path, [about.encode("utf-8", "surrogatepass"), body.encode("ascii")])

    def add_summaries(self, made: Mapping[str, Summary]) -> None:
        """Keep new summaries."""
        for path, summary in made.items():
            names = _dump_exports(summary.exports)
            if names is not None:
                self.summaries.raw[path] = [summary.digest, names]


def _dump_kept(kept: Kept) -> list[Any]:
    verdict = kept.verdict
    findings = [
        [f.code, f.name, f.span.line, f.span.column, f.span.end_line, f.span.end_column,
         f.message, f.help, f.severity.value, f.fixable]
        for f in verdict.findings
    ]  # fmt: skip
    return [
        kept.stat, verdict.digest, verdict.imports, verdict.lines, dict(verdict.answers), findings,
        verdict.outside, dict(verdict.neighbours),
    ]  # fmt: skip


def _load_kept(path: str, raw: list[Any]) -> Kept:
    stat, digest, imports, lines, answers, findings, outside, neighbours = raw
    texts = (stat, digest, imports, lines, outside)
    if not all(type(text) is str for text in texts):
        raise TypeError(path)
    found = tuple(
        Finding(code, name, path, Span(*place), message, text, Severity(severity), fixable is True)
        for code, name, *place, message, text, severity, fixable in findings
    )
    verdict = Verdict(
        path, found, digest, dict(answers), imports, lines, outside, dict(neighbours)
    )  # fmt: skip
    return Kept(stat, verdict)


_PLAIN = (str, int, float, bool, type(None))


def _dump_exports(exports: Exports) -> dict[str, Any] | None:
    """Return the names in a form that JSON holds, or None where some value is too odd for it."""
    names = {}
    for name, values in exports.items():
        raw = []
        for value in values:
            data = value.data
            if type(data) is int and data.bit_length() > 1000:
                return None
            if type(data) in _PLAIN:
                raw.append([value.kind.name, value.name, True, data])
            elif type(data) is bytes:
                raw.append([value.kind.name, value.name, False, repr(data)])
            else:
                return None
        names[name] = raw
    return names


def _load_value(raw: list[Any]) -> Value:
    kind, name, plain, data = raw
    return Value(Kind[kind], name, data if plain else ast.literal_eval(data))
