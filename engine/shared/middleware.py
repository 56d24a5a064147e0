"""What every endpoint shares: readiness, authentication, the audit row, errors as JSON."""

from __future__ import annotations

import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import azure.functions as func

from engine.shared.api_errors import ApiError, EngineNotReadyError, ServiceUnavailableError
from engine.shared.auth import Principal, authenticate
from engine.shared.request import facts_of
from engine.shared.startup import Engine, EngineState, Services
from engine.shared.storage.errors import StorageUnavailableError

_log = logging.getLogger(__name__)

Endpoint = Callable[[func.HttpRequest], Awaitable[func.HttpResponse]]


@dataclass(frozen=True)
class Call:
    """A request whose caller is proven and whose audit row is written."""

    request: func.HttpRequest
    principal: Principal
    state: EngineState
    services: Services


Handler = Callable[[Call], Awaitable[func.HttpResponse]]


def authenticated(engine: Engine, handler: Handler) -> Endpoint:
    """Return an endpoint that lets only proven callers reach ``handler``."""

    async def endpoint(req: func.HttpRequest) -> func.HttpResponse:
        try:
            if engine.services is None:
                return error_response(_not_ready(engine.state))
            return await _serve(req, engine.state, engine.services, handler)
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
    req: func.HttpRequest, state: EngineState, services: Services, handler: Handler
) -> func.HttpResponse:
    facts = facts_of(req)
    principal = await authenticate(services.tiers, facts)
    entry = await services.audit.access(principal, facts)
    try:
        response = await handler(Call(req, principal, state, services))
    except Exception as error:  # noqa: BLE001 - the audit row gets the status, whatever it is
        response = error_response(error)
    await services.audit.complete(entry, response.status_code)
    await services.violations.flush(services.audit)
    return response


def _not_ready(state: EngineState) -> EngineNotReadyError:
    return EngineNotReadyError(
        "the engine did not start, so no workflow is served; see /api/health",
        {"reason": state.reason, "file": state.file, "remedy": state.remedy},
    )
