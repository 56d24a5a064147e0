"""What the last run found out about every source file, for the answer to a change of plain ones."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

_START = b"\0\0"
"""Before every record; within one, no field is empty."""


class Record:
    """One file.

    Attributes:
        digest: SHA-256 of its content.
        outside: digest of what other files can learn of it (`gate.outside`); empty where it has
            findings, waived ones too, or is not plain: then every change takes a full run.
        neighbours: "module name" -> what it is (`gate.names.Neighbour`), for what the file was
            told about others.
    """

    __slots__ = ("digest", "neighbours", "outside", "path")

    def __init__(self, path: str, digest: str, outside: str, neighbours: dict[str, str]) -> None:
        self.path = path
        self.digest = digest
        self.outside = outside
        self.neighbours = neighbours


class Records:
    """The records of all files; none is read but those that are asked for."""

    def __init__(self, data: bytes = b"") -> None:
        self.data = data

    def get(self, path: str) -> Record | None:
        """Return what is known of a file, or None.

        Raises:
            ValueError: what is there is no record.
        """
        start, end = self._place(path)
        if start < 0:
            return None
        fields = os.fsdecode(self.data[start + len(_START) : end]).split("\0")
        name, digests, told = fields
        digest, outside = digests.split(" ")
        pairs = (line.partition("\t") for line in told.split("\n") if line)
        return Record(name, digest, outside, {name: kind for name, _, kind in pairs})

    def put(self, record: Record) -> None:
        """Replace what was known of a file."""
        start, end = self._place(record.path)
        if start >= 0:
            self.data = self.data[:start] + _written(record) + self.data[end:]

    def _place(self, path: str) -> tuple[int, int]:
        start = self.data.find(_START + os.fsencode(path) + b"\0")
        end = self.data.find(_START, start + 1)
        return start, end if end >= 0 else len(self.data)


def write_records(records: Iterable[Record]) -> bytes:
    """Write down what is known of all files, for `Records`."""
    return b"".join(map(_written, records))


def _written(record: Record) -> bytes:
    told = "".join(f"\n{name}\t{kind}" for name, kind in record.neighbours.items())
    text = f"{record.path}\0{record.digest} {record.outside}\0{told or chr(10)}"
    return _START + os.fsencode(text)
