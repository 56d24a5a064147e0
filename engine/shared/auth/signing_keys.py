"""The tenant's token signing keys: fetched rarely, kept when the directory is down."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Mapping
from typing import Final

import aiohttp
import jwt

from engine.shared.auth.turns import Turns

_log = logging.getLogger(__name__)

# The directory rotates keys every few weeks and announces new ones a day ahead.
_FRESH_SECONDS: Final = 3600.0
# An unknown key id makes the engine look again, but not more often than this: anybody can make
# key ids up.
_RETRY_SECONDS: Final = 30.0
# Without an answer for this long, a withdrawn key could still be in use.
_STALE_SECONDS: Final = 24 * 3600.0
_TIMEOUT: Final = aiohttp.ClientTimeout(total=8, connect=3)
_MAX_BYTES: Final = 1 << 20


class KeysUnavailableError(Exception):
    """The signing keys have not been read yet, and cannot be read now."""


class SigningKeys:
    """Public keys of one JSON Web Key Set, by key id."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._keys: Mapping[str, jwt.PyJWK] = {}
        self._read_at = -_STALE_SECONDS
        self._tried_at = -_RETRY_SECONDS
        # Who needs a key that is being fetched waits for that answer: one fetch for all.
        self._turns = Turns()

    async def find(self, key_id: str) -> jwt.PyJWK | None:
        """Return a key; None when the directory does not have it.

        Raises:
            KeysUnavailableError: the directory does not answer.
        """
        old = time.monotonic() - self._read_at >= _FRESH_SECONDS
        if key_id not in self._keys or (old and not self._turns.taken):
            await self._refresh(key_id)
        if time.monotonic() - self._read_at >= _STALE_SECONDS:
            raise KeysUnavailableError
        return self._keys.get(key_id)

    async def _refresh(self, key_id: str) -> None:
        try:
            async with self._turns.turn():
                fresh = time.monotonic() - self._read_at < _FRESH_SECONDS
                if fresh and key_id in self._keys:
                    return
                if time.monotonic() - self._tried_at < _RETRY_SECONDS:
                    return
                self._tried_at = time.monotonic()
                self._keys = _usable(await self._fetch())
                self._read_at = time.monotonic()
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
            # The address and the kind of failure: the body is not ours to log.
            _log.error("signing keys cannot be read from %s: %s", self._url, type(error).__name__)

    async def _fetch(self) -> bytes:
        async with (
            aiohttp.ClientSession(timeout=_TIMEOUT) as session,
            session.get(self._url, allow_redirects=False) as response,
        ):
            if response.status != 200:
                raise ValueError(f"status {response.status}")
            body = await response.content.read(_MAX_BYTES)
            while not response.content.at_eof():
                body += await response.content.read(_MAX_BYTES)
                if len(body) > _MAX_BYTES:
                    raise ValueError("too long")
        return body


def _usable(body: bytes) -> dict[str, jwt.PyJWK]:
    """Return the RSA signing keys of a key set; other kinds of keys are left out.

    Raises:
        ValueError: it is not a key set, or has none.
    """
    document = json.loads(body)
    entries = document.get("keys") if isinstance(document, dict) else None
    keys: dict[str, jwt.PyJWK] = {}
    for entry in entries if isinstance(entries, list) else ():
        if not isinstance(entry, dict) or entry.get("kty") != "RSA":
            continue
        if entry.get("use", "sig") != "sig" or not isinstance(entry.get("kid"), str):
            continue
        try:
            # Named here: what the key set says of the algorithm is not asked.
            keys[entry["kid"]] = jwt.PyJWK(entry, algorithm="RS256")
        except (jwt.PyJWTError, ValueError, TypeError):
            _log.warning("a signing key is not usable and is left out")
    if not keys:
        raise ValueError("no RSA signing keys")
    return keys
