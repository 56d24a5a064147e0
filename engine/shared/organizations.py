"""Organizations and users as the tables hold them.

Every method reads exactly the row of the id it is given; an id that could not be a key does not
name an organization.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

from engine.shared.api_errors import BadRequestError, ForbiddenError
from engine.shared.config_values import ConfigEntry
from engine.shared.context import Caller, Organization
from engine.shared.models import UserType
from engine.shared.organization_store import GLOBAL, OrganizationStore
from engine.shared.secret_store import SecretStore
from engine.shared.storage.tables import Row, Table, Tables

__all__ = ["GLOBAL", "Organizations", "User", "is_org_id"]

_ORG_ID: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9])?\Z", re.ASCII)
_MAX_USER_ID: Final = 256
_LOWER: Final = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")

# One text for every reason: it must not tell whether the organization exists.
NO_ORGANIZATION: Final = (
    "no access to this organization, or there is none of this name: check X-Organization-Id"
)
# And of a key, which names the user too, not which of the two it was.
NO_ACCESS: Final = (
    "no access to this organization for this user, or there is none of this name: check"
    " X-Organization-Id and X-User-Id"
)


@dataclass(frozen=True, slots=True)
class User:
    """A person the engine knows.

    Attributes:
        object_id: of the person in the directory, where the row pins one.
    """

    id: str
    name: str
    type: UserType | None
    is_platform_admin: bool
    is_active: bool
    object_id: str | None


class Organizations:
    """Reads the client organizations and the users."""

    def __init__(self, tables: Tables, secrets: SecretStore | None = None) -> None:
        self._tables = tables
        self._secrets = secrets if secrets is not None else SecretStore(None)

    async def active(self, org_id: str) -> Organization:
        """Return an active organization.

        Raises:
            ForbiddenError: it is unknown or inactive; the caller is not told which.
            StorageError: the table cannot be read.
        """
        organization = await self.find(org_id)
        if organization is None:
            raise ForbiddenError(NO_ACCESS)
        return organization

    async def find(self, org_id: str) -> Organization | None:
        """Return an organization if it is known and active."""
        if not is_org_id(org_id):
            return None
        row = await self._tables.partition(Table.ORGANIZATIONS, "ORG").recent(org_id)
        if row is None or row.get("IsActive") is not True:
            return None
        return Organization(
            id=org_id,
            name=str(row.get("Name") or org_id),
            tenant_id=_text(row, "TenantId"),
            is_active=True,
        )

    def open(self, organization: Organization | None) -> OrganizationStore:
        """Return what belongs to an organization; None is work outside of every one."""
        org_id = organization.id if organization is not None else None
        if org_id is not None and not is_org_id(org_id):
            raise ValueError(f"{org_id!r} is no organization's id")
        return OrganizationStore(self._tables, self._secrets, org_id)

    async def user(self, user_id: str, *, fresh: bool = False) -> User | None:
        """Return a user; addresses are compared without regard to the case of ASCII letters.

        Args:
            user_id: as the proof of the sign-in has it.
            fresh: the answer must not be seconds old.

        Raises:
            StorageError: the table cannot be read.
        """
        if not is_user_id(user_id):
            return None
        key = as_user_key(user_id)
        users = self._tables.partition(Table.USERS, "USER")
        row = await (users.get(key) if fresh else users.recent(key, keep_missing=True))
        if row is None:
            return None
        kind = row.get("UserType")
        return User(
            id=key,
            name=_text(row, "DisplayName") or key,
            type=UserType(kind) if kind in set(UserType) else None,
            is_platform_admin=row.get("IsPlatformAdmin") is True,
            is_active=row.get("IsActive") is True,
            object_id=_text(row, "ObjectId"),
        )

    async def caller(self, user_id: str) -> Caller:
        """Describe the user a function key acts for; one in no table is taken as given.

        Raises:
            BadRequestError: the id cannot be a user's.
            ForbiddenError: the user is inactive.
            StorageError: the table cannot be read.
        """
        if not is_user_id(user_id):
            raise BadRequestError(
                f"X-User-Id must be 1 to {_MAX_USER_ID} printable characters, or absent"
            )
        user = await self.user(user_id)
        key = as_user_key(user_id)
        email = key if "@" in key else None
        if user is None:
            return Caller(key, email, key)
        if not user.is_active:
            raise ForbiddenError(NO_ACCESS)
        return Caller(key, email, user.name)

    async def config(self, org_id: str | None) -> dict[str, ConfigEntry]:
        """Return the resolved configuration of an organization, or the global one alone.

        Raises:
            StorageError: the table cannot be read.
        """
        return await OrganizationStore(self._tables, self._secrets, org_id).config()


def is_org_id(text: str) -> bool:
    """Tell whether a text can be an organization's id."""
    # GLOBAL is the partition of everybody's defaults, not a client.
    return _ORG_ID.match(text) is not None and text.upper() != GLOBAL


def is_user_id(text: str) -> bool:
    """Tell whether a text can be a user's id."""
    return text.isprintable() and 0 < len(text) <= _MAX_USER_ID


def as_user_key(user_id: str) -> str:
    """Return the id under which a user is stored: addresses in lower case."""
    # ASCII letters only: str.lower() maps other alphabets' look-alikes to them as well.
    return user_id.translate(_LOWER) if "@" in user_id else user_id


def _text(row: Row, name: str) -> str | None:
    value: Any = row.get(name)
    return str(value) if value else None
