"""Function keys that the engine itself issues: table ``FunctionKeys``, digests only.

A row may be a few seconds old (`engine.shared.storage.recent`): revoking a key takes effect at once
in the process that does it, and within that time in the others.
"""

from __future__ import annotations

import hmac
import json
import logging
import re
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from engine.shared.api_errors import UnauthorizedError
from engine.shared.auth.function_keys import KnownKey, digest_of
from engine.shared.auth.principal import Principal, Scope
from engine.shared.clock import now
from engine.shared.storage.errors import ConflictError, StorageError
from engine.shared.storage.tables import Change, Row, Table, Tables
from engine.shared.values import dump

_log = logging.getLogger(__name__)

DEFAULT_DAYS: Final = 90
MAX_DAYS: Final = 365
DEFAULT_OVERLAP_HOURS: Final = 24
MAX_OVERLAP_HOURS: Final = 24 * 7

# The id is part of the secret, so that one row is read and not all of them.
_SECRET: Final = re.compile(r"rfk_([0-9a-f]{16})_[A-Za-z0-9_-]{43}\Z", re.ASCII)
KEY_ID: Final = re.compile(r"[0-9a-f]{16}\Z", re.ASCII)
# The last use is told to this many seconds, which spares a write at every call.
_USE_RESOLUTION: Final = 900.0
_ALL: Final = "*"
# The characters around all ids, which are hexadecimal.
_FIRST, _END = "0", "g"


@dataclass(frozen=True, slots=True)
class IssuedKey:
    """One issued key, without its secret. Moments are in UTC."""

    id: str
    name: str
    scope: Scope
    created_at: datetime
    created_by: str
    expires_at: datetime
    revoked_at: datetime | None = None
    revoked_by: str | None = None
    last_used_at: datetime | None = None
    replaces: str | None = None


class IssuedKeys:
    """Issues, finds, rotates and revokes keys."""

    def __init__(self, tables: Tables) -> None:
        self._keys = tables.partition(Table.FUNCTION_KEYS, "KEY")
        self._noted: dict[str, float] = {}

    async def find(self, secret: str) -> KnownKey | None:
        """Return the key that has this secret.

        Raises:
            StorageError: the table cannot be read.
        """
        shape = _SECRET.match(secret)
        if shape is None:
            return None
        row = await self._keys.recent(shape[1])
        stored = _digest(row)
        if not hmac.compare_digest(digest_of(secret), stored) or row is None:
            return None
        key = _key(row)
        return KnownKey(
            key.id, key.name, key.scope, key.expires_at, revoked=key.revoked_at is not None
        )

    async def issue(self, name: str, scope: Scope, days: int, by: str) -> tuple[IssuedKey, str]:
        """Issue a key; the secret that is returned with it exists nowhere else.

        Raises:
            StorageError: it cannot be stored, so there is no such key.
        """
        key, secret = _new(name, scope, days, by)
        await self._keys.put(key.id, _row(key, secret))
        return key, secret

    async def get(self, key_id: str) -> IssuedKey | None:
        """Return a key by its id."""
        row = await self._keys.get(key_id) if KEY_ID.match(key_id) else None
        return None if row is None else _key(row)

    async def list(self) -> list[IssuedKey]:
        """Return all keys, the newest first."""
        rows = await self._keys.list(_FIRST, _END)
        return sorted(map(_key, rows), key=lambda key: key.created_at, reverse=True)

    async def rotate(
        self, old: IssuedKey, days: int, overlap: timedelta, by: str
    ) -> tuple[IssuedKey, str, IssuedKey]:
        """Issue a successor with the same name and scope; the old key lives on for ``overlap``.

        Returns:
            The new key, its secret, and the old key as it is now.

        Raises:
            ConflictError: the old key is not usable any more, or has just been changed.
            StorageError: there is no successor, and the old key is as it was.
        """
        found = await self._keys.read(old.id)
        if found is None or not _usable(_key(found.row)):
            raise ConflictError
        new, secret = _new(old.name, old.scope, days, by, replaces=old.id)
        ends = min(_key(found.row).expires_at, new.created_at + overlap)
        await self._keys.commit(
            Change("insert", new.id, _row(new, secret)),
            Change("merge", old.id, {"ExpiresAt": ends}, found.etag),
        )
        return new, secret, replace(old, expires_at=ends)

    async def confirm(self, principal: Principal) -> None:
        """Look again whether an issued key may be used: `find` may not know of the last seconds.

        Raises:
            UnauthorizedError: it has been revoked meanwhile, or its admin scope taken away.
            StorageError: it cannot be told.
        """
        if not KEY_ID.match(principal.key_id):
            return
        key = await self.get(principal.key_id)
        if key is None or not _usable(key) or principal.scope != key.scope:
            raise UnauthorizedError("the function key is not valid")

    async def revoke(self, key: IssuedKey, by: str) -> IssuedKey:
        """Refuse a key from now on; revoking it again changes nothing."""
        if key.revoked_at is not None:
            return key
        revoked = replace(key, revoked_at=now(), revoked_by=by)
        await self._keys.merge(
            key.id, {"RevokedAt": revoked.revoked_at, "RevokedBy": revoked.revoked_by}
        )
        return revoked

    async def note_use(self, principal: Principal) -> None:
        """Record that a key is in use, at most once in a quarter of an hour for each process.

        A failure is logged: the use itself is in the audit log.
        """
        key_id, moment = principal.key_id, time.monotonic()
        if not KEY_ID.match(key_id):
            return
        noted = self._noted.get(key_id)
        if noted is not None and moment - noted < _USE_RESOLUTION:
            return
        self._noted[key_id] = moment
        try:
            await self._keys.merge(key_id, {"LastUsedAt": now()})
        except StorageError as error:
            del self._noted[key_id]
            _log.warning("the last use of key %s is not recorded: %s", key_id, error)


def _new(
    name: str, scope: Scope, days: int, by: str, replaces: str | None = None
) -> tuple[IssuedKey, str]:
    key_id = secrets.token_hex(8)
    created = now()
    key = IssuedKey(
        id=key_id,
        name=name,
        scope=scope,
        created_at=created,
        created_by=by,
        expires_at=created + timedelta(days=days),
        replaces=replaces,
    )
    return key, f"rfk_{key_id}_{secrets.token_urlsafe(32)}"


def _usable(key: IssuedKey) -> bool:
    return key.revoked_at is None and key.expires_at > now()


def _row(key: IssuedKey, secret: str) -> dict[str, Any]:
    return {**_properties(key), "Hash": digest_of(secret).hex()}


def _properties(key: IssuedKey) -> dict[str, Any]:
    properties = {
        "Name": key.name,
        "Organizations": _texts(key.scope.organizations),
        "Workflows": _texts(key.scope.workflows),
        "IsAdmin": key.scope.admin,
        "CreatedAt": key.created_at,
        "CreatedBy": key.created_by,
        "ExpiresAt": key.expires_at,
    }
    return properties if key.replaces is None else {**properties, "Replaces": key.replaces}


def _texts(names: frozenset[str] | None) -> str:
    return dump([_ALL] if names is None else sorted(names))


def _names(row: Row, name: str) -> frozenset[str] | None:
    # A row that is not as the engine writes it covers nothing.
    try:
        names = json.loads(row[name])
    except (KeyError, TypeError, ValueError):
        return frozenset()
    if names == [_ALL]:
        return None
    return frozenset(names) if isinstance(names, list) else frozenset()


def _digest(row: Row | None) -> bytes:
    try:
        digest = bytes.fromhex(str(row["Hash"])) if row is not None else b""
    except (KeyError, ValueError):
        digest = b""
    # Compared all the same, so that an unknown key takes as long as a known one.
    return digest if len(digest) == 32 else b"\0" * 33


def _key(row: Mapping[str, Any]) -> IssuedKey:
    long_ago = datetime(1970, 1, 1, tzinfo=UTC)
    return IssuedKey(
        id=str(row["RowKey"]),
        name=str(row.get("Name") or row["RowKey"]),
        scope=Scope(
            organizations=_names(row, "Organizations"),
            workflows=_names(row, "Workflows"),
            admin=row.get("IsAdmin") is True,
        ),
        created_at=_moment(row, "CreatedAt") or long_ago,
        created_by=str(row.get("CreatedBy") or ""),
        # Without an expiry that can be read, it is over.
        expires_at=_moment(row, "ExpiresAt") or long_ago,
        revoked_at=_moment(row, "RevokedAt") or (long_ago if row.get("RevokedAt") else None),
        revoked_by=str(row["RevokedBy"]) if row.get("RevokedBy") else None,
        last_used_at=_moment(row, "LastUsedAt"),
        replaces=str(row["Replaces"]) if row.get("Replaces") else None,
    )


def _moment(row: Mapping[str, Any], name: str) -> datetime | None:
    value = row.get(name)
    return value if isinstance(value, datetime) else None
