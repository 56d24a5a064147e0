"""The header ``X-MS-CLIENT-PRINCIPAL``: who signed in, in the words of the platform.

It is a plain header, so it proves something only where the platform strips what callers send
themselves; the settings decide that at start-up, and this tier exists only where they do.
"""

from __future__ import annotations

import base64
import binascii
import json
import logging
from typing import Any, Final
from uuid import UUID

from engine.shared.api_errors import UnauthorizedError
from engine.shared.auth.principal import Principal
from engine.shared.request import RequestFacts

_log = logging.getLogger(__name__)

_MAX_CHARACTERS: Final = 65_536
_PROVIDER: Final = "aad"
_SCHEMA: Final = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims"
# The sign-in names, which the directory owns. Not the e-mail address: a guest's own directory
# writes there whatever it likes.
_NAMES: Final = ("preferred_username", "upn", f"{_SCHEMA}/upn")
_TENANTS: Final = ("tid", "http://schemas.microsoft.com/identity/claims/tenantid")
_OBJECTS: Final = ("oid", "http://schemas.microsoft.com/identity/claims/objectidentifier")


class ClientPrincipalTier:
    """Proves people who signed in at the platform, through Entra ID."""

    def __init__(self, tenant_id: UUID | None) -> None:
        self._tenant_id = tenant_id

    async def authenticate(self, facts: RequestFacts) -> Principal | None:
        """Read the header, in the Static Web Apps or the App Service format."""
        if facts.client_principal is None:
            return None
        try:
            user_id, object_id = self._person(_document(facts.client_principal))
        except ValueError as error:
            _log.warning("%s %s refused: client principal: %s", facts.method, facts.path, error)
            raise UnauthorizedError("the sign-in is not valid") from None
        return Principal("", "", user_id, facts.organization_id, object_id=object_id)

    def _person(self, document: dict[str, Any]) -> tuple[str, str | None]:
        formats = [name for name in ("identityProvider", "auth_typ") if name in document]
        if len(formats) != 1:
            raise ValueError("it has neither one format nor the other, or both")
        if document[formats[0]] != _PROVIDER:
            raise ValueError("the person did not sign in through Entra ID")
        if formats[0] == "auth_typ":
            return self._of_claims(document.get("claims"))
        roles = document.get("userRoles")
        if not isinstance(roles, list) or "authenticated" not in roles:
            raise ValueError("the person is not signed in")
        # Those that the functions of a site get have no claims at all.
        claims = document.get("claims")
        values = _by_type([] if claims is None else claims)
        self._check_tenant(values)
        return _text(document.get("userDetails")), _one(values, _OBJECTS)

    def _of_claims(self, claims: Any) -> tuple[str, str | None]:
        # App Service authentication accepts whichever tenants it is set up for, so it is asked
        # which one it was.
        values = _by_type(claims)
        if self._tenant_id is not None and _one(values, _TENANTS) is None:
            raise ValueError("no claim names the tenant")
        self._check_tenant(values)
        return _text(_one(values, _NAMES)), _one(values, _OBJECTS)

    def _check_tenant(self, values: dict[str, list[str]]) -> None:
        tenant = _one(values, _TENANTS)
        expected = self._tenant_id
        if expected is not None and tenant is not None and tenant.lower() != str(expected):
            raise ValueError("the person signed in to another tenant")


def _document(header: str) -> dict[str, Any]:
    if len(header) > _MAX_CHARACTERS:
        raise ValueError("too long")
    try:
        data = base64.b64decode(header + "=" * (-len(header) % 4), validate=True)
        document = json.loads(data)
    except (binascii.Error, ValueError, RecursionError):
        raise ValueError("not base64 of JSON") from None
    if not isinstance(document, dict):
        raise ValueError("not an object")  # noqa: TRY004 - one kind of error for a bad header
    return document


def _by_type(claims: Any) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    if not isinstance(claims, list):
        raise ValueError("its claims are no list")  # noqa: TRY004
    for claim in claims:
        kind, value = (claim.get("typ"), claim.get("val")) if isinstance(claim, dict) else (0, 0)
        if not isinstance(kind, str) or not isinstance(value, str):
            raise ValueError("a claim is not of two texts")  # noqa: TRY004
        values.setdefault(kind, []).append(value)
    return values


def _one(values: dict[str, list[str]], names: tuple[str, ...]) -> str | None:
    for name in names:
        found = values.get(name, [])
        if len(set(found)) > 1:
            raise ValueError(f"the claim {name} has several values")
        if found:
            return found[0]
    return None


def _text(value: Any) -> str:
    # Nothing is trimmed: two names that differ are two people.
    if not isinstance(value, str) or not value or value != value.strip():
        raise ValueError("it names nobody")
    return value
