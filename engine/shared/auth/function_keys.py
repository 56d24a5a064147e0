"""The function key tier: a key is looked for in every source that may have issued it."""

from __future__ import annotations

import hashlib
import hmac
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from engine.shared.api_errors import UnauthorizedError
from engine.shared.auth.principal import EVERYTHING, KeyRefusedError, Principal, Scope
from engine.shared.clock import now
from engine.shared.request import RequestFacts

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class KnownKey:
    """A function key whose secret the caller has.

    Attributes:
        expires_at: the moment from which it is refused; None: never.
    """

    id: str
    name: str
    scope: Scope = EVERYTHING
    expires_at: datetime | None = None
    revoked: bool = False


class KeySource(Protocol):
    """Somewhere that keys are issued."""

    async def find(self, secret: str) -> KnownKey | None:
        """Return the key that has this secret, whatever its state; None when there is none.

        Raises:
            ServiceUnavailableError: it cannot be told now.
        """
        ...


class SettingsKeys:
    """Function keys from the settings: for the first steps and for local development."""

    def __init__(self, keys: Mapping[str, bytes], admins: frozenset[str] = frozenset()) -> None:
        """Keep the keys.

        Args:
            keys: name -> SHA-256 digest of the secret.
            admins: names of the keys that open the operator endpoints.
        """
        self._digests = DigestTable(keys)
        self._admins = admins

    async def find(self, secret: str) -> KnownKey | None:
        """Find the key by its digest."""
        name = self._digests.name_of(secret)
        if name is None:
            return None
        scope = Scope(organizations=None, workflows=None, admin=name in self._admins)
        return KnownKey(f"settings:{name}", name, scope)


class DigestTable:
    """Names by the digest of their secret, found without a hint to the secret in the timing."""

    def __init__(self, digests: Mapping[str, bytes]) -> None:
        self._digests = dict(digests)

    def name_of(self, secret: str) -> str | None:
        """Return the name whose secret this is."""
        # Digests are compared, all of them and each in constant time: neither the length nor any
        # part of a key can be found out by measuring.
        digest = digest_of(secret)
        found = None
        for name, known in self._digests.items():
            if hmac.compare_digest(digest, known):
                found = name
        return found


def digest_of(secret: str) -> bytes:
    """Return the SHA-256 digest of a caller's text."""
    # Surrogates: a header is not always Unicode.
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()


class FunctionKeyTier:
    """Proves callers that send a function key."""

    def __init__(self, sources: Sequence[KeySource]) -> None:
        self._sources = tuple(sources)

    async def authenticate(self, facts: RequestFacts) -> Principal | None:
        """Find the key and check its state."""
        if facts.function_key is None:
            return None
        for source in self._sources:
            key = await source.find(facts.function_key)
            if key is not None:
                return _accepted(key, facts)
        _log.warning("%s %s refused: unknown function key", facts.method, facts.path)
        raise UnauthorizedError("the function key is not valid")


def _accepted(key: KnownKey, facts: RequestFacts) -> Principal:
    principal = Principal(
        key_id=key.id,
        key_name=key.name,
        user_id=facts.user_id if facts.user_id is not None else key.id,
        organization_id=facts.organization_id,
        scope=key.scope,
    )
    expired = key.expires_at is not None and key.expires_at <= now()
    if key.revoked or expired:
        reason = "revoked" if key.revoked else "expired"
        _log.warning("%s %s refused: key %s is %s", facts.method, facts.path, key.name, reason)
        raise KeyRefusedError(principal, reason)
    return principal
