"""What the last run found out about every source file, for the answer to a change of plain ones."""

from __future__ import annotations

import os

_FIELDS = 4


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
    """The records of all files, read and written one by one."""

    def __init__(self, data: bytes = b"") -> None:
        """Read what `dump` wrote.

        Raises:
            ValueError: it is something else.
        """
        self._fields = os.fsdecode(data).split("\0") if data else []
        if len(self._fields) % _FIELDS:
            raise ValueError("not the records of a run")
        self._places = {path: at * _FIELDS for at, path in enumerate(self._fields[::_FIELDS])}

    def get(self, path: str) -> Record | None:
        """Return what is known of a file, or None."""
        at = self._places.get(path)
        if at is None:
            return None
        _, digest, outside, told = self._fields[at : at + _FIELDS]
        pairs = (line.partition("\t") for line in told.split("\n") if line)
        return Record(path, digest, outside, {name: kind for name, _, kind in pairs})

    def put(self, record: Record) -> None:
        """Add a file, or replace what was known of it."""
        told = "\n".join(f"{name}\t{kind}" for name, kind in record.neighbours.items())
        at = self._places.setdefault(record.path, len(self._fields))
        self._fields[at : at + _FIELDS] = [record.path, record.digest, record.outside, told]

    def dump(self) -> bytes:
        """Write all of it down."""
        return os.fsencode("\0".join(self._fields))
