"""Who is calling: an ordered list of tiers, each of which proves its own kind of credential.

A tier whose credential is present but wrong refuses the call; the next tier is asked only when
the credential is absent.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from engine.shared.api_errors import UnauthorizedError
from engine.shared.request import RequestFacts

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Principal:
    """A caller whose credential is proven.

    Attributes:
        key_id: id of the function key.
        key_name: its name.
        user_id: the user it acts for; taken as given in the function key tier.
        organization_id: the organization asked for; not checked yet. None: none named.
    """

    key_id: str
    key_name: str
    user_id: str
    organization_id: str | None


class Tier(Protocol):
    """One way to prove who is calling."""

    async def authenticate(self, facts: RequestFacts) -> Principal | None:
        """Return the principal, or None when the request carries no credential of this tier.

        Raises:
            UnauthorizedError: it carries one, and it is wrong.
        """
        ...


class FunctionKeyTier:
    """Function keys from the settings."""

    def __init__(self, digests: Mapping[str, bytes]) -> None:
        self._digests = dict(digests)

    async def authenticate(self, facts: RequestFacts) -> Principal | None:
        """Find the key by its digest."""
        if facts.function_key is None:
            return None
        name = self._name_of(facts.function_key)
        if name is None:
            _log.warning("%s %s refused: unknown function key", facts.method, facts.path)
            raise UnauthorizedError("the function key is not valid")
        key_id = f"settings:{name}"
        return Principal(
            key_id=key_id,
            key_name=name,
            user_id=facts.user_id if facts.user_id is not None else key_id,
            organization_id=facts.organization_id,
        )

    def _name_of(self, key: str) -> str | None:
        # Digests are compared, all of them and each in constant time: neither the length nor any
        # part of a key can be found out by measuring. Surrogates: a header is not always Unicode.
        digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).digest()
        found = None
        for name, known in self._digests.items():
            if hmac.compare_digest(digest, known):
                found = name
        return found


async def authenticate(tiers: Sequence[Tier], facts: RequestFacts) -> Principal:
    """Return the principal of the first tier whose credential the request carries.

    Raises:
        UnauthorizedError: that credential is wrong, or there is none at all.
    """
    for tier in tiers:
        principal = await tier.authenticate(facts)
        if principal is not None:
            return principal
    _log.warning("%s %s refused: no credential", facts.method, facts.path)
    raise UnauthorizedError("no credential: send a function key in the x-functions-key header")
