"""The Functions host's own function keys, where it keeps them in Key Vault.

The host reads them as ``host--functionKey--{name}``; the engine accepts the same ones, so that a
key made in the portal works here too.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Mapping
from typing import Final, Protocol

from engine.shared.api_errors import ServiceUnavailableError
from engine.shared.auth.function_keys import DigestTable, KnownKey, digest_of
from engine.shared.auth.turns import Turns
from engine.shared.vault import VaultError

_log = logging.getLogger(__name__)

PREFIX: Final = "host--functionKey--"
# How long the vault's answer is used, and how often an unknown key makes the engine look again:
# whoever sends wrong keys must not be able to use up the vault's quota.
_FRESH_SECONDS: Final = 300.0
_RETRY_SECONDS: Final = 30.0
# A vault that stays silent longer than this may have revoked any of the keys.
_STALE_SECONDS: Final = 3600.0


class HostVault(Protocol):
    """What is needed of the host's vault."""

    async def secrets(self, prefix: str) -> Mapping[str, str]:
        """Return the enabled secrets whose name starts with ``prefix``: rest of the name -> value.

        Raises:
            VaultError: the vault does not answer.
        """
        ...


class HostKeys:
    """Function keys of the host."""

    def __init__(self, vault: HostVault) -> None:
        self._vault = vault
        self._known: DigestTable | None = None
        self._read_at = -_FRESH_SECONDS
        self._tried_at = -_RETRY_SECONDS
        # Requests that come while the vault is read for the first time wait for that answer.
        self._turns = Turns()

    async def find(self, secret: str) -> KnownKey | None:
        """Find the key by its digest.

        Raises:
            ServiceUnavailableError: the vault has never answered and does not answer now.
        """
        old = time.monotonic() - self._read_at >= _FRESH_SECONDS
        if self._known is None or (old and not self._turns.taken):
            await self._refresh()
        if self._known is None or time.monotonic() - self._read_at >= _STALE_SECONDS:
            raise ServiceUnavailableError("the function key cannot be checked now, try again")
        name = self._known.name_of(secret)
        if name is None and await self._refresh():
            name = self._known.name_of(secret)
        return None if name is None else KnownKey(f"host:{name}", name)

    async def _refresh(self) -> bool:
        """Read the vault again, unless that has just been tried; tell whether it answered."""
        read_at = self._read_at
        async with self._turns.turn():
            return self._read_at != read_at or await self._read()

    async def _read(self) -> bool:
        moment = time.monotonic()
        if moment - self._tried_at < _RETRY_SECONDS:
            return False
        self._tried_at = moment
        try:
            async with asyncio.timeout(10):
                found = await self._vault.secrets(PREFIX)
        except (VaultError, TimeoutError) as error:
            _log.error("the host's function keys cannot be read: %s", type(error).__name__)
            return False
        # Empty values would make the empty key a valid one.
        self._known = DigestTable({name: digest_of(key) for name, key in found.items() if key})
        self._read_at = moment
        return True
