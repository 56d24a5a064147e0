"""Access tokens of the provider's Entra ID tenant, in ``Authorization: Bearer``."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import jwt

from engine.shared.api_errors import ServiceUnavailableError, UnauthorizedError
from engine.shared.auth.principal import Principal
from engine.shared.auth.signing_keys import KeysUnavailableError, SigningKeys
from engine.shared.request import RequestFacts

_log = logging.getLogger(__name__)

PUBLIC_AUTHORITY: Final = "https://login.microsoftonline.com"

# The directory signs with this one; what a token says of itself is not asked.
_ALGORITHMS: Final = ["RS256"]
_REQUIRED: Final = ["exp", "nbf", "iss", "aud", "tid"]
# How far two clocks may be apart, in seconds.
_LEEWAY: Final = 120
_MAX_CHARACTERS: Final = 16_384
# The sign-in name, which the directory owns; an e-mail address is what somebody filled in.
_NAMES: Final = ("preferred_username", "upn")


@dataclass(frozen=True, slots=True)
class Audience:
    """Whose tokens, and for whom.

    Attributes:
        authority: of the directory, without a slash at the end.
    """

    tenant_id: UUID
    client_id: UUID
    authority: str = PUBLIC_AUTHORITY

    @property
    def keys_url(self) -> str:
        """Where the tenant's signing keys are."""
        return f"{self.authority}/{self.tenant_id}/discovery/v2.0/keys"

    @property
    def issuers(self) -> list[str]:
        """What the directory calls itself in tokens of version 2, and of version 1."""
        issuers = [f"{self.authority}/{self.tenant_id}/v2.0"]
        if self.authority == PUBLIC_AUTHORITY:
            issuers.append(f"https://sts.windows.net/{self.tenant_id}/")
        return issuers

    @property
    def audiences(self) -> list[str]:
        """What tokens for the engine call it, in version 2 and version 1."""
        return [str(self.client_id), f"api://{self.client_id}"]


class BearerTier:
    """Proves people by their access token."""

    def __init__(self, audience: Audience, keys: SigningKeys) -> None:
        self._audience = audience
        self._keys = keys

    async def authenticate(self, facts: RequestFacts) -> Principal | None:
        """Check the token: signature, issuer, tenant, audience, times."""
        scheme, _, token = (facts.authorization or "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        try:
            claims = await self._claims(token.strip())
            user_id = _sign_in_name(claims)
        except jwt.PyJWTError as error:
            # The kind alone: messages quote the token's own words.
            kind = type(error).__name__
            _log.warning("%s %s refused: access token: %s", facts.method, facts.path, kind)
            raise UnauthorizedError("the access token is not valid") from None
        except KeysUnavailableError:
            raise ServiceUnavailableError(
                "access tokens cannot be checked now, try again"
            ) from None
        object_id = claims.get("oid")
        return Principal(
            "",
            "",
            user_id,
            facts.organization_id,
            object_id=object_id if isinstance(object_id, str) else None,
        )

    async def _claims(self, token: str) -> dict[str, Any]:
        if len(token) > _MAX_CHARACTERS or not token.isascii():
            raise jwt.InvalidTokenError("no token")
        header = jwt.get_unverified_header(token)
        key_id = header.get("kid")
        # Before the keys are asked for: whoever cannot sign must not make the engine fetch.
        if header.get("alg") not in _ALGORITHMS or not isinstance(key_id, str):
            raise jwt.InvalidAlgorithmError("not signed as the directory does")
        key = await self._keys.find(key_id)
        if key is None:
            raise jwt.InvalidKeyError("unknown key id")
        claims: dict[str, Any] = jwt.decode(
            token,
            key,
            algorithms=_ALGORITHMS,
            audience=self._audience.audiences,
            issuer=self._audience.issuers,
            leeway=_LEEWAY,
            options={"require": _REQUIRED, "enforce_minimum_key_length": True},
        )
        # The issuer names the tenant already; tokens of both versions say it once more.
        if claims["tid"] != str(self._audience.tenant_id):
            raise jwt.InvalidTokenError("another tenant")
        return claims


def _sign_in_name(claims: dict[str, Any]) -> str:
    for name in _NAMES:
        value = claims.get(name)
        # Nothing is trimmed: two names that differ are two people.
        if isinstance(value, str) and value and value == value.strip():
            return value
    raise jwt.InvalidTokenError("it names no person")
