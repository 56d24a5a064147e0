"""What storage holds of one organization, and of no other.

The partition is fixed when the object is made, from an id that was checked; no method takes an
organization's id. Workspace code never holds one: its context carries resolved values.
"""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from typing import Final

from engine.shared.config_values import ConfigEntry, ConfigRow, resolve
from engine.shared.execution_state import SecretReader
from engine.shared.secret_store import SecretReader as OrganizationSecrets
from engine.shared.secret_store import SecretStore
from engine.shared.storage.tables import Partition, Table, Tables

GLOBAL: Final = "GLOBAL"
_CONFIG_PREFIX: Final = "config:"
_CONFIG_END: Final = "config;"  # the character after ":"
_SEPARATORS: Final = re.compile(r"[,\s]+")


@dataclass(frozen=True, slots=True)
class Membership:
    """A user's place in one organization.

    Attributes:
        role: its name; see `engine.shared.authorization`.
        extra: permissions that the row itself adds to the role's.
    """

    role: str
    extra: frozenset[str] = frozenset()


class OrganizationStore:
    """Configuration, secrets and members of one organization; None is work outside of all."""

    __slots__ = ("_defaults", "_org_id", "_own", "_roles", "_secrets")

    def __init__(self, tables: Tables, secrets: SecretStore, org_id: str | None) -> None:
        # Everybody's defaults: read, and never written from here.
        self._defaults = tables.partition(Table.ORG_CONFIG, GLOBAL)
        self._own = None if org_id is None else tables.partition(Table.ORG_CONFIG, org_id)
        self._roles = None if org_id is None else tables.partition(Table.USER_ROLES, org_id)
        self._secrets = secrets
        self._org_id = org_id

    async def config(self) -> dict[str, ConfigEntry]:
        """Return the organization's configuration, its own values over the global ones.

        Raises:
            StorageError: the table cannot be read.
        """
        if self._own is None:
            return resolve(await _rows(self._defaults), [])
        shared, own = await asyncio.gather(_rows(self._defaults), _rows(self._own))
        return resolve(shared, own)

    def secret_reader(self, config: dict[str, ConfigEntry]) -> SecretReader:
        """Return what ``context.get_secret`` calls: it reads this organization's secrets only.

        Args:
            config: the organization's, for keys of type ``secret_ref``.
        """
        return OrganizationSecrets(self._secrets, self._org_id, config)

    async def membership(self, user_id: str) -> Membership | None:
        """Return a user's membership; None when the user does not belong here.

        Raises:
            StorageError: the table cannot be read.
        """
        row = await self._roles.recent(user_id) if self._roles is not None else None
        if row is None:
            return None
        extra = _SEPARATORS.split(str(row.get("Permissions") or ""))
        return Membership(str(row.get("Role") or ""), frozenset(filter(None, extra)))


async def _rows(partition: Partition) -> list[ConfigRow]:
    return [
        ConfigRow(
            key=str(row["RowKey"]).removeprefix(_CONFIG_PREFIX),
            value=str(row.get("Value", "")),
            type=str(row.get("Type", "")),
        )
        for row in await partition.recent_list(_CONFIG_PREFIX, _CONFIG_END)
    ]
