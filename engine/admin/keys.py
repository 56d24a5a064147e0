"""/api/admin/keys: issue, list, rotate and revoke function keys. A secret is shown once."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any, Final

import azure.functions as func

from engine.shared.api_errors import (
    BadRequestError,
    ConflictError,
    ForbiddenError,
    NotFoundError,
)
from engine.shared.auth.issued_keys import (
    DEFAULT_DAYS,
    DEFAULT_OVERLAP_HOURS,
    MAX_DAYS,
    MAX_OVERLAP_HOURS,
    IssuedKey,
)
from engine.shared.auth.principal import Scope
from engine.shared.clock import iso, now
from engine.shared.middleware import Call, administrative, json_response
from engine.shared.models import FunctionKeyInfo, IssuedKeyInfo, RotatedKeyInfo
from engine.shared.organizations import is_org_id
from engine.shared.request import read_object
from engine.shared.routing import http_function
from engine.shared.startup import Engine
from engine.shared.storage.errors import ConflictError as RowConflictError

_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9 _.-]{0,127}\Z", re.ASCII)
_WORKFLOW: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,127}\Z", re.ASCII)
_ALL: Final = "*"
_MAX_NAMES: Final = 200


def blueprints(engine: Engine) -> tuple[func.Blueprint, ...]:
    """Return the endpoints."""
    return tuple(
        http_function(name, route, method, administrative(engine, handler))
        for name, route, method, handler in (
            ("create_key", "admin/keys", "POST", create),
            ("list_keys", "admin/keys", "GET", list_all),
            ("rotate_key", "admin/keys/{keyId}/rotate", "POST", rotate),
            ("revoke_key", "admin/keys/{keyId}/revoke", "POST", revoke),
        )
    )


async def create(call: Call) -> func.HttpResponse:
    """Issue a key and answer with its secret, for the only time."""
    body = _body(call, {"name", "organizations", "workflows", "admin", "expiresInDays"})
    name = body.get("name")
    if not isinstance(name, str) or not _NAME.match(name):
        raise BadRequestError(
            "name must be 1 to 128 letters, digits, spaces, '_', '-' or '.', such as 'crm webhook'"
        )
    scope = _scope(body)
    _require_cover(call, scope)
    await _require_existence(call, scope)
    days = _number(body, "expiresInDays", DEFAULT_DAYS, MAX_DAYS)
    keys = call.services.issued_keys
    key, secret = await keys.issue(name, scope, days, call.access.caller.user_id)
    return json_response(IssuedKeyInfo(secret=secret, key=describe(key)).to_json(), 201)


async def list_all(call: Call) -> func.HttpResponse:
    """Answer with all keys, the newest first, without secrets."""
    keys = await call.services.issued_keys.list()
    return json_response({"keys": [describe(key).to_json() for key in keys]})


async def rotate(call: Call) -> func.HttpResponse:
    """Issue a key's successor; both work until the overlap ends."""
    body = _body(call, {"expiresInDays", "overlapHours"})
    days = _number(body, "expiresInDays", DEFAULT_DAYS, MAX_DAYS)
    hours = _number(body, "overlapHours", DEFAULT_OVERLAP_HOURS, MAX_OVERLAP_HOURS, least=0)
    old = await _key(call)
    _require_cover(call, old.scope)
    by = call.access.caller.user_id
    try:
        new, secret, old = await call.services.issued_keys.rotate(
            old, days, timedelta(hours=hours), by
        )
    except RowConflictError:
        raise ConflictError(
            "the key is revoked, expired or being changed: see GET /api/admin/keys"
        ) from None
    answer = RotatedKeyInfo(secret=secret, key=describe(new), replaced=describe(old))
    return json_response(answer.to_json(), 201)


async def revoke(call: Call) -> func.HttpResponse:
    """Refuse a key from now on."""
    key = await call.services.issued_keys.revoke(await _key(call), call.access.caller.user_id)
    return json_response(describe(key).to_json())


def describe(key: IssuedKey) -> FunctionKeyInfo:
    """Describe a key as a document."""
    status = "expired" if key.expires_at <= now() else "active"
    return FunctionKeyInfo(
        id=key.id,
        name=key.name,
        status="revoked" if key.revoked_at is not None else status,
        organizations=_texts(key.scope.organizations),
        workflows=_texts(key.scope.workflows),
        admin=key.scope.admin,
        created_at=iso(key.created_at),
        created_by=key.created_by,
        expires_at=iso(key.expires_at),
        last_used_at=iso(key.last_used_at) if key.last_used_at else None,
        revoked_at=iso(key.revoked_at) if key.revoked_at else None,
        revoked_by=key.revoked_by,
        replaces=key.replaces,
    )


async def _key(call: Call) -> IssuedKey:
    key = await call.services.issued_keys.get(call.request.route_params.get("keyId", ""))
    if key is None:
        raise NotFoundError("there is no key of this id; see GET /api/admin/keys")
    return key


def _require_cover(call: Call, scope: Scope) -> None:
    """Let a key hand out no more than it has: else the admin scope would be every scope."""
    if call.principal.is_key and not call.principal.scope.covers(scope):
        raise ForbiddenError(
            "a function key issues and rotates only what it covers itself: use one that covers"
            " these organizations and workflows, or sign in as a platform administrator"
        )


async def _require_existence(call: Call, scope: Scope) -> None:
    for name in sorted(scope.organizations or ()):
        if not is_org_id(name) or await call.services.organizations.find(name) is None:
            raise BadRequestError(f"organizations: there is no active organization {name[:64]!r}")


def _scope(body: dict[str, Any]) -> Scope:
    admin = body.get("admin", False)
    if not isinstance(admin, bool):
        raise BadRequestError("admin must be true or false")
    organizations = _names(body, "organizations")
    workflows = _names(body, "workflows")
    if not admin and (organizations == frozenset() or workflows == frozenset()):
        raise BadRequestError(
            "say what the key is for: organizations and workflows, each a list of names or"
            ' ["*"] for all; or admin true for the operator endpoints'
        )
    for name in sorted(workflows or ()):
        if not _WORKFLOW.match(name):
            raise BadRequestError(f"workflows: {name[:64]!r} cannot be a workflow's name")
    return Scope(organizations, workflows, admin)


def _names(body: dict[str, Any], field: str) -> frozenset[str] | None:
    names = body.get(field, [])
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise BadRequestError(f'{field} must be a list of names, or ["*"] for all')
    if len(names) > _MAX_NAMES:
        raise BadRequestError(f"{field} may have at most {_MAX_NAMES} names")
    if _ALL in names:
        if len(names) > 1:
            raise BadRequestError(f'{field}: "*" means all, so it stands alone')
        return None
    return frozenset(names)


def _number(body: dict[str, Any], field: str, default: int, most: int, least: int = 1) -> int:
    number = body.get(field, default)
    if type(number) is not int or not least <= number <= most:
        raise BadRequestError(f"{field} must be a whole number from {least} to {most}")
    return number


def _body(call: Call, known: set[str]) -> dict[str, Any]:
    body = read_object(call.request.get_body())
    unknown = sorted(body.keys() - known)
    if unknown:
        # A misspelt scope or expiry must not silently be the default.
        raise BadRequestError(
            f"unknown field {unknown[0][:64]!r}; known: {', '.join(sorted(known))}"
        )
    return body


def _texts(names: frozenset[str] | None) -> list[str]:
    return [_ALL] if names is None else sorted(names)
