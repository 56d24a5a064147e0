"""The ids of the client organizations, for work that is about all of them."""

from __future__ import annotations

from typing import Final

from engine.shared.storage.tables import Table, Tables

# Ids begin with a letter or digit: this range has them all.
_LOW: Final = "0"
_HIGH: Final = "{"


class OrganizationIds:
    """Reads the keys of the table ``Organizations``."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def all(self, *, active: bool) -> list[str]:
        """Return the ids in order; only those of active organizations if ``active``.

        Raises:
            StorageError: the table cannot be read.
        """
        partition = self._tables.partition(Table.ORGANIZATIONS, "ORG")
        equal = {"IsActive": True} if active else None
        found: list[str] = []
        low = _LOW
        while True:
            page = await partition.page(low, _HIGH, size=500, equal=equal, select=["RowKey"])
            found += [str(row["RowKey"]) for row in page.rows]
            if not page.more or not page.rows:
                return found
            low = found[-1] + "\x01"
