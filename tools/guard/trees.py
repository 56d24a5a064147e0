"""Git trees as data: parsing, look-ups by path, and what differs between two of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tools.guard.errors import GuardError
from tools.guard.git import Repository
from tools.guard.names import fold, is_short

_IMPOSSIBLE = frozenset({b".", b"..", b".git"})
TREE, LINK, SUBMODULE = 0o040000, 0o120000, 0o160000
# Git takes every other mode for one of these, each by rules of its own; old ones wrote 100664.
_MODES = {mode: int(mode, 8) for mode in (b"100644", b"100755", b"100664", b"40000", b"040000")}
_MODES |= {b"120000": LINK, b"160000": SUBMODULE}
_TREE_MODES = frozenset({b"40000", b"040000"})
# Deeper than any path that a file system takes.
_DEPTH = 500
# How many differing entries of a directory are looked into at once.
_LOT = 128


@dataclass(frozen=True, slots=True)
class Entry:
    """What a path holds: git's file mode and object id."""

    mode: int
    oid: str


@dataclass(frozen=True, slots=True)
class Change:
    """One path that differs.

    Attributes:
        path: as the newer side has it (the older one's for a deletion), undecoded.
        kind: added, deleted, modified, renamed, or a change of what the path is.
        source: the former path of a renamed file.
    """

    path: bytes
    kind: str
    old: Entry | None
    new: Entry | None
    source: bytes | None = None


class Trees:
    """Reads trees through a repository, each one once."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        self._width = 20 if repository.object_format == "sha1" else 32
        self._row = re.compile(rb"([0-7]{5,6}) ([^\0]+)\0(.{%d})" % self._width, re.DOTALL)
        self._known: dict[str, dict[bytes, Entry]] = {}
        self._folded: dict[str, dict[str, list[bytes]]] = {}
        self._short: dict[str, list[bytes]] = {}

    def entries(self, oid: str) -> dict[bytes, Entry]:
        """Return a tree's own entries by name."""
        if oid not in self._known:
            kind, data = self._repository.read(oid)
            if kind != "tree":
                raise GuardError(f"object {oid} is a {kind}, not a tree")
            self._known[oid] = self._parse(oid, data)
        return self._known[oid]

    def prefetch(self, oids: Iterable[str]) -> None:
        """Read many trees at once, which spares a round trip for each."""
        wanted = [oid for oid in dict.fromkeys(oids) if oid not in self._known]
        for oid, (kind, data) in zip(wanted, self._repository.read_many(wanted), strict=True):
            if kind == "tree":
                self._known[oid] = self._parse(oid, data)

    def _parse(self, oid: str, data: bytes) -> dict[bytes, Entry]:
        rows = self._row.findall(data)
        # Git writes no such trees, and no two programs need to read them alike.
        size = sum(len(mode) + len(name) + self._width + 2 for mode, name, _ in rows)
        names = [name + b"/" if mode in _TREE_MODES else name for mode, name, _ in rows]
        if size != len(data) or names != sorted(names):
            raise GuardError(f"tree {oid} is malformed")
        try:
            found = {name: Entry(_MODES[mode], raw.hex()) for mode, name, raw in rows}
        except KeyError as error:
            mode = error.args[0].decode("ascii")
            raise GuardError(f"tree {oid} is malformed: mode {mode}") from None
        if len(found) != len(rows):
            raise GuardError(f"tree {oid} is malformed: a name twice")
        if not _IMPOSSIBLE.isdisjoint(found) or any(b"/" in name for name in found):
            raise GuardError(f"tree {oid} is malformed: a name that no file can have")
        return found

    def folded(self, oid: str) -> dict[str, list[bytes]]:
        """Return a tree's names by what file systems may take them for."""
        if oid not in self._folded:
            table: dict[str, list[bytes]] = {}
            for name in self.entries(oid):
                table.setdefault(fold(name), []).append(name)
            self._folded[oid] = table
        return self._folded[oid]

    def short_names(self, oid: str) -> list[bytes]:
        """Return a tree's names that have the form of Windows' short names."""
        if oid not in self._short:
            self._short[oid] = [n for n in self.entries(oid) if b"~" in n and is_short(n)]
        return self._short[oid]

    def at(self, root: str, path: bytes) -> Entry | None:
        """Return what ``path`` is below the tree ``root``, or None."""
        entry: Entry | None = Entry(TREE, root)
        for name in path.split(b"/"):
            if entry is None or entry.mode != TREE:
                return None
            entry = self.entries(entry.oid).get(name)
        return entry

    def files(self, path: bytes, entry: Entry | None) -> Iterator[tuple[bytes, Entry]]:
        """Yield every leaf (file, link or submodule) at or below ``path``."""
        if entry is None:
            return
        if entry.mode != TREE:
            yield path, entry
            return
        _check_depth(path)
        for name, child in self.entries(entry.oid).items():
            yield from self.files(path + b"/" + name if path else name, child)

    def differences(
        self, path: bytes, old: Entry | None, new: Entry | None
    ) -> Iterator[tuple[bytes, Entry | None, Entry | None]]:
        """Yield every leaf that differs between two versions of ``path``."""
        if old == new:
            return
        before = self.entries(old.oid) if old and old.mode == TREE else None
        after = self.entries(new.oid) if new and new.mode == TREE else None
        if before is None and after is None:
            yield path, old, new
            return
        if before is None and old is not None:
            yield path, old, None
        _check_depth(path)
        pairs = [
            (name, (before or {}).get(name), (after or {}).get(name))
            for name in sorted({*(before or ()), *(after or ())})
        ]
        # One at a time they would cost a round trip each; huge trees must not be held at once.
        pairs = [pair for pair in pairs if pair[1] != pair[2]]
        for start in range(0, len(pairs), _LOT):
            lot = pairs[start : start + _LOT]
            self.prefetch(e.oid for _, *both in lot for e in both if e and e.mode == TREE)
            for name, was, now in lot:
                yield from self.differences(path + b"/" + name if path else name, was, now)
        if after is None and new is not None:
            yield path, None, new


def _check_depth(path: bytes) -> None:
    if path.count(b"/") > _DEPTH:
        raise GuardError(f"directories are nested more than {_DEPTH} deep: nothing to judge")


def describe(
    leaves: list[tuple[bytes, Entry | None, Entry | None]],
    elsewhere: dict[Entry, tuple[bytes, bool]],
) -> list[Change]:
    """Name each difference; an addition whose content just left another path is a rename.

    Args:
        leaves: path, old and new of every protected leaf that differs.
        elsewhere: content of unprotected paths that came or went -> path and whether it came.
    """
    merged: dict[bytes, tuple[Entry | None, Entry | None]] = {}
    for path, old, new in leaves:
        before, after = merged.get(path, (None, None))
        merged[path] = (old or before, new or after)
    gone = {old: path for path, (old, new) in merged.items() if old and not new}
    renamed: set[bytes] = set()
    changes = []
    for path, (old, new) in merged.items():
        if old is None and new is not None:
            away = elsewhere.get(new)
            source = gone.get(new) or (away[0] if away and not away[1] else None)
            if source is not None:
                renamed.add(source)
                changes.append(Change(path, "renamed", None, new, source))
                continue
        changes.append(Change(path, _kind(old, new), old, new))
    out = []
    for change in changes:
        if change.kind == "deleted" and change.path in renamed:
            continue
        away = elsewhere.get(change.old) if change.kind == "deleted" and change.old else None
        if away and away[1]:
            out.append(Change(away[0], "renamed", change.old, None, change.path))
        else:
            out.append(change)
    return sorted(out, key=lambda change: change.path)


def _kind(old: Entry | None, new: Entry | None) -> str:
    if old is None or new is None:
        return "deleted" if new is None else f"added{_what(new)}"
    if old.mode != new.mode:
        was, now = _what(old).lstrip(), _what(new).lstrip()
        if was != now:
            return f"turned into a {now or 'file'}"
        return "made executable" if new.mode & 0o100 else "made not executable"
    return "modified"


def _what(entry: Entry) -> str:
    return {LINK: " symbolic link", SUBMODULE: " submodule"}.get(entry.mode, "")
