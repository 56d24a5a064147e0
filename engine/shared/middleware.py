"""What every endpoint shares: readiness, who may enter, the audit row, errors as JSON."""

from __future__ import annotations

import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import uuid4

import azure.functions as func

from engine.shared.api_errors import ApiError, EngineNotReadyError, ServiceUnavailableError
from engine.shared.auth.principal import KeyRefusedError, Principal, authenticate
from engine.shared.authorization import Access
from engine.shared.permit import Permit
from engine.shared.request import RequestFacts, facts_of
from engine.shared.startup import Engine, EngineState, Services
from engine.shared.storage.deadline import within
from engine.shared.storage.errors import StorageError, StorageUnavailableError

_log = logging.getLogger(__name__)

# All storage operations of a request together, those of its workflow's execution not counted:
# who calls, for whom, the audit row, and what the endpoint reads and writes.
REQUEST_SECONDS: Final = 20.0
# And what is added to the audit row when the answer is known.
_CLOSING_SECONDS: Final = 5.0

Endpoint = Callable[[func.HttpRequest], Awaitable[func.HttpResponse]]


@dataclass(frozen=True)
class Call:
    """A request that may be served: the caller is proven and let in.

    Attributes:
        access: who calls, for which organization, and what it may do.
        permit: written already, except for the endpoints of `authenticated_early`.
    """

    request: func.HttpRequest
    principal: Principal
    access: Access
    state: EngineState
    services: Services
    permit: Permit


Handler = Callable[[Call], Awaitable[func.HttpResponse]]


def authenticated(engine: Engine, handler: Handler) -> Endpoint:
    """Return an endpoint that lets only callers reach ``handler`` who may enter.

    A request that names an organization is served only if its caller may act for it.
    """
    return _endpoint(engine, _permitted(handler), _enter)


def authenticated_early(engine: Engine, handler: Handler) -> Endpoint:
    """Like `authenticated`, for a handler that itself awaits ``call.permit.granted()``.

    It must do so before it does anything that has an effect; reading and preparing may go on
    meanwhile. The answer waits for the audit row in any case.
    """
    return _endpoint(engine, handler, _enter)


def administrative(engine: Engine, handler: Handler) -> Endpoint:
    """Return an endpoint of the operators: platform admins, and keys with the admin scope."""
    return _endpoint(engine, _permitted(handler), _administer)


Gate = Callable[[Services, Principal, RequestFacts, Permit], Awaitable["_Entered"]]


@dataclass(frozen=True)
class _Entered:
    access: Access
    permit: Permit


def _permitted(handler: Handler) -> Handler:
    async def wait_and_handle(call: Call) -> func.HttpResponse:
        await call.permit.granted()
        return await handler(call)

    return wait_and_handle


def _endpoint(engine: Engine, handler: Handler, gate: Gate) -> Endpoint:
    async def endpoint(req: func.HttpRequest) -> func.HttpResponse:
        try:
            if engine.services is None:
                return error_response(_not_ready(engine.state))
            return await _serve(req, engine.state, engine.services, handler, gate)
        except Exception as error:  # noqa: BLE001 - the last line before the host
            return error_response(error)

    return endpoint


def json_response(
    document: Mapping[str, Any], status: int = 200, headers: Mapping[str, str] | None = None
) -> func.HttpResponse:
    """Return ``document`` as a JSON response."""
    return func.HttpResponse(
        # ASCII: a lone surrogate in a client's text must not break the response.
        json.dumps(document, allow_nan=False),
        status_code=status,
        mimetype="application/json",
        headers={"Cache-Control": "no-store", **(headers or {})},
    )


def error_response(error: Exception) -> func.HttpResponse:
    """Return the JSON answer to ``error``; an unforeseen one is logged and not described."""
    if isinstance(error, StorageUnavailableError):
        _log.error("storage is unavailable: %s", error)
        error = ServiceUnavailableError("storage does not answer; nothing was done, try again")
    if not isinstance(error, ApiError):
        incident = uuid4().hex
        _log.error("incident %s: unexpected failure of an endpoint", incident, exc_info=error)
        error = ApiError("unexpected failure of the engine", {"incident": incident})
    body: dict[str, Any] = {"error": error.name, "message": error.message}
    if error.details is not None:
        body["details"] = error.details
    return json_response(body, error.status, error.headers)


async def _serve(
    req: func.HttpRequest,
    state: EngineState,
    services: Services,
    handler: Handler,
    gate: Gate,
) -> func.HttpResponse:
    facts = facts_of(req)
    with within(REQUEST_SECONDS):
        principal = await _authenticated(services, facts)
        # A key acts in others' names: its row is begun before anything is looked up for it.
        row = services.audit.access(principal, facts) if principal.is_key else None
        permit = Permit(services.audit, row)
        try:
            entered = await gate(services, principal, facts, permit)
            permit = entered.permit
            response = await handler(
                Call(req, principal, entered.access, state, services, entered.permit)
            )
        except Exception as error:  # noqa: BLE001 - the audit row gets the status, whatever it is
            response = error_response(error)
        try:
            await permit.granted()
        except StorageError as error:
            # Nothing is told that is not in the audit log.
            return error_response(error)
    with within(_CLOSING_SECONDS):
        await permit.complete(response.status_code)
        await services.issued_keys.note_use(principal)
        await services.violations.flush(services.audit)
    return response


async def _authenticated(services: Services, facts: RequestFacts) -> Principal:
    try:
        return await authenticate(services.tiers, facts)
    except KeyRefusedError as error:
        await services.audit.refused(error.principal, facts, error.reason)
        raise


async def _enter(
    services: Services, principal: Principal, facts: RequestFacts, permit: Permit
) -> _Entered:
    access = await services.authorizer.enter(principal)
    if access.crosses:
        organization = access.organization.id if access.organization else None
        row = services.audit.crossing(access.caller.user_id, organization, facts)
        permit = Permit(services.audit, row)
    return _Entered(access, permit)


async def _administer(
    services: Services, principal: Principal, facts: RequestFacts, permit: Permit
) -> _Entered:
    access = await services.authorizer.admin(principal)
    await services.issued_keys.confirm(principal)
    if not principal.is_key:
        row = services.audit.crossing(access.caller.user_id, None, facts)
        permit = Permit(services.audit, row)
    return _Entered(access, permit)


def _not_ready(state: EngineState) -> EngineNotReadyError:
    return EngineNotReadyError(
        "the engine did not start, so no workflow is served; see /api/health",
        {"reason": state.reason, "file": state.file, "remedy": state.remedy},
    )
