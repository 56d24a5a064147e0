"""Refusals as the HTTP API reports them: one class per status code and error name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar


class ApiError(Exception):
    """A request that is answered with an error.

    Attributes:
        message: what is wrong and what to do, for the caller.
        details: JSON-serialisable facts, or None.
    """

    status: ClassVar[int] = 500
    name: ClassVar[str] = "InternalError"
    headers: ClassVar[Mapping[str, str]] = {}

    def __init__(self, message: str, details: Mapping[str, Any] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.details = details


class BadRequestError(ApiError):
    """The request is malformed."""

    status = 400
    name = "BadRequest"


class InvalidParametersError(ApiError):
    """A workflow parameter is missing or has the wrong type or value."""

    status = 400
    name = "ValidationError"


class UnauthorizedError(ApiError):
    """The caller did not prove who it is. 403, because no tier here can challenge."""

    status = 403
    name = "Unauthorized"


class ForbiddenError(ApiError):
    """The caller is known but may not do this."""

    status = 403
    name = "Forbidden"


class NotFoundError(ApiError):
    """The thing the path names does not exist."""

    status = 404
    name = "NotFound"


class ConflictError(ApiError):
    """The request does not fit the state that the thing is in."""

    status = 409
    name = "Conflict"


class ServiceUnavailableError(ApiError):
    """Something behind the engine is down; nothing was done and the request may be repeated."""

    status = 503
    name = "ServiceUnavailable"
    headers: ClassVar[Mapping[str, str]] = {"Retry-After": "5"}


class OutcomeNotRecordedError(ApiError):
    """A workflow ran but its end could not be recorded: no Retry-After, a repeat runs it again."""

    status = 503
    name = "ServiceUnavailable"


class ProviderFailedError(ApiError):
    """A data provider of the workspace failed: neither the caller nor the engine is at fault."""

    status = 502
    name = "ProviderFailed"


class EngineNotReadyError(ApiError):
    """Start-up failed, so no workflow is served."""

    status = 503
    name = "EngineNotReady"
