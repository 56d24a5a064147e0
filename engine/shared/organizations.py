"""Organizations, callers and configuration as the tables hold them.

Every method reads exactly the rows of the id it is given; an id that could not be a key does not
name an organization.
"""

from __future__ import annotations

import re
from typing import Any, Final

from engine.shared.api_errors import BadRequestError, ForbiddenError
from engine.shared.config_values import ConfigEntry, ConfigRow, resolve
from engine.shared.context import Caller, Organization
from engine.shared.storage.tables import Row, Table, Tables

GLOBAL: Final = "GLOBAL"
_ORG_ID: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9])?\Z", re.ASCII)
_CONFIG_PREFIX: Final = "config:"
_CONFIG_END: Final = "config;"  # the character after ":"
_MAX_USER_ID: Final = 256


class Organizations:
    """Reads the client organizations and what belongs to them."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def active(self, org_id: str) -> Organization:
        """Return an active organization.

        Raises:
            ForbiddenError: it is unknown or inactive; the caller is not told which.
            StorageError: the table cannot be read.
        """
        # GLOBAL is the partition of everybody's defaults, not a client.
        if _ORG_ID.match(org_id) and org_id.upper() != GLOBAL:
            row = await self._tables.partition(Table.ORGANIZATIONS, "ORG").get(org_id)
            if row is not None and row.get("IsActive") is True:
                return Organization(
                    id=org_id,
                    name=str(row.get("Name") or org_id),
                    tenant_id=_text(row, "TenantId"),
                    is_active=True,
                )
        raise ForbiddenError("unknown or inactive organization: check X-Organization-Id")

    async def caller(self, user_id: str) -> Caller:
        """Describe the user a call is made for; one that is in no table is taken as given.

        Raises:
            BadRequestError: the id cannot be a user's.
            ForbiddenError: the user is inactive.
            StorageError: the table cannot be read.
        """
        if not user_id.isprintable() or not 0 < len(user_id) <= _MAX_USER_ID:
            raise BadRequestError(
                f"X-User-Id must be 1 to {_MAX_USER_ID} printable characters, or absent"
            )
        row = await self._tables.partition(Table.USERS, "USER").get(user_id)
        email = user_id if "@" in user_id else None
        if row is None:
            return Caller(user_id, email, user_id)
        if row.get("IsActive") is False:
            raise ForbiddenError("the user is not active: check X-User-Id")
        return Caller(user_id, email, _text(row, "DisplayName") or user_id)

    async def config(self, org_id: str | None) -> dict[str, ConfigEntry]:
        """Return the resolved configuration of an organization, or the global one alone.

        Raises:
            StorageError: the table cannot be read.
        """
        shared = await self._config_rows(GLOBAL)
        own = await self._config_rows(org_id) if org_id is not None else []
        return resolve(shared, own)

    async def _config_rows(self, partition: str) -> list[ConfigRow]:
        rows = await self._tables.partition(Table.ORG_CONFIG, partition).list(
            _CONFIG_PREFIX, _CONFIG_END
        )
        return [
            ConfigRow(
                key=str(row["RowKey"]).removeprefix(_CONFIG_PREFIX),
                value=str(row.get("Value", "")),
                type=str(row.get("Type", "")),
            )
            for row in rows
        ]


def _text(row: Row, name: str) -> str | None:
    value: Any = row.get(name)
    return str(value) if value else None
