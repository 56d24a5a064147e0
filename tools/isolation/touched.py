"""The answer after a change of plain files: what the last run printed still holds.

Only where that is certain: the same files are there, only their contents have changed, each of
them had no finding and has none now by a first look, and other files can learn from it what they
could before. Everything else is left to a full run. Imported only after a change, but then in a
hurry, hence few and small modules.
"""

from __future__ import annotations

import os
import stat
import warnings

from tools.isolation.gate.look import is_fit, look
from tools.isolation.gate.notes import Doubt
from tools.isolation.gate.outside import outside_of
from tools.isolation.gate.tables import Tables
from tools.isolation.hashing import hex_digest
from tools.isolation.imported import import_digests
from tools.isolation.known import Records
from tools.isolation.snapshot import status_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from _ast import Module

    from tools.isolation.known import Record

PyCF_ONLY_AST = 0x400
MAX_CHANGED = 40
"""More changed files are left to a full run, which may use all processors."""
MAX_FILE_BYTES = 32 * 1024 * 1024
_BLOCK = b"\0\0"
"""Between the parts of a key; see `quick.Context.key`."""


class Unclear(Exception):  # noqa: N818 - not an error: a full run will tell
    """The last answer need not hold."""


class Change:
    """What has changed since the last run, and what came out of looking at it.

    Attributes:
        contents: path -> SHA-256 of files whose stat data proves nothing.
        known: the records of all files, as they are now.
        judged: the files that have other contents.
    """

    __slots__ = ("_digests", "_records", "_root", "_tables", "contents", "judged", "known")

    def __init__(self, root: str, records: bytes, tables: bytes) -> None:
        self._root = root
        self._records = Records(records)
        self._tables = tables
        self._digests: dict[str, str] = {}
        self.contents: dict[str, str] = {}
        self.known = records
        self.judged: list[str] = []

    def follow(
        self, old: bytes, new: bytes, racy: set[str], doubtful: list[str], inside: str
    ) -> None:
        """Look at what is different between two keys, and at files that may be.

        Args:
            old: the key of the last run.
            new: the key of the disk as it is now.
            racy: the paths whose stat data does not prove their content now.
            doubtful: those of which it did not the last time.
            inside: how the paths of judged files begin.

        Raises:
            Unclear: only a full run can tell.
            OSError: a file cannot be read.
        """
        statuses = {}
        for name, status in _differences(old, new):
            if not name.startswith(inside):
                raise Unclear
            statuses[name] = status
        if len(statuses) > MAX_CHANGED:
            raise Unclear
        tables: Tables | None = None
        for name in sorted({*statuses, *doubtful}):
            if name.endswith(".py"):
                record = self._records.get(name)
                if record is None:
                    raise Unclear
                data = self._read(name, statuses.get(name))
                digest = hex_digest(data)
                self._digests[name] = digest
                if digest != record.digest:
                    tables = tables or Tables(self._tables.decode("ascii"))
                    _require_same(record, data, tables)
                    record.digest = digest
                    self._records.put(record)
                    self.judged.append(name)
        sources = {name for name in racy if name.startswith(inside) and name.endswith(".py")}
        if not sources <= self._digests.keys():
            raise Unclear
        self.contents = {name: self._digests[name] for name in sources}
        if self.judged:
            self.known = self._records.data

    def _read(self, name: str, expected: str | None) -> bytes:
        flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK
        descriptor = os.open(os.path.join(self._root, name), flags)  # noqa: PTH118 - pathlib is slow to import
        with open(descriptor, "rb") as stream:  # noqa: PTH123
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode) or status.st_size > MAX_FILE_BYTES:
                raise Unclear
            # Somebody is still writing it, or has put another file in its place.
            if expected is not None and status_text(status) != expected:
                raise Unclear
            return stream.read()


def _differences(old: bytes, new: bytes) -> list[tuple[str, str]]:
    """Return the files whose stat data is different, with the data that they have now."""
    before, after = old.split(_BLOCK), new.split(_BLOCK)
    # What is not about single files comes first; and the directories must be the same.
    if before[0] != after[0] or len(before) != len(after):
        raise Unclear
    found = []
    for was, now in zip(before, after, strict=True):
        if was != now:
            earlier, later = was.split(b"\0"), now.split(b"\0")
            if earlier[0] != later[0] or earlier[1::2] != later[1::2]:
                raise Unclear
            prefix = later[0]
            for name, left, right in zip(later[1::2], earlier[2::2], later[2::2], strict=True):
                if left != right:
                    # Size, times and inode may differ; what kind of file it is may not.
                    if left.split()[4:] != right.split()[4:]:
                        raise Unclear
                    found.append((os.fsdecode(prefix + name), os.fsdecode(right)))
    return found


def _require_same(record: Record, data: bytes, tables: Tables) -> None:
    """Let pass only a plain file from which others can learn what they could before."""
    if not record.outside or not is_fit(data) or any(word in data for word in tables.reread):
        raise Unclear
    tree = _parse(data, record.path)

    def neighbour(module: str, name: str) -> str:
        try:
            return record.neighbours[f"{module} {name}"]
        except KeyError:
            raise Doubt from None

    notes = look(tree, record.path, tables, neighbour)
    if notes is None:
        raise Unclear
    imports, _ = import_digests(tree, tables.roots)
    if outside_of(tree, notes, imports) != record.outside:
        raise Unclear


def _parse(data: bytes, path: str) -> Module:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree: Module = compile(data, path, "exec", PyCF_ONLY_AST, dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise Unclear from error
    return tree
