"""What an HTTP request says about executions: the key that repeats it, and filters of lists."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from engine.shared.api_errors import BadRequestError
from engine.shared.clock import now
from engine.shared.execution_ids import moment_of
from engine.shared.execution_logger import Listing
from engine.shared.executions import Idempotency
from engine.shared.models import ExecutionStatus

IDEMPOTENCY_HOURS: Final = 24
_MAX_KEY: Final = 255
_DEFAULT_SIZE: Final = 50
_MAX_SIZE: Final = 200
_RECORD_KEY: Final = re.compile(r"\d{13}_([0-9a-f]{32})\Z", re.ASCII)


def read_idempotency(key: str | None, workflow: str, body: Mapping[str, Any]) -> Idempotency | None:
    """Return what an ``Idempotency-Key`` header stands for; None without one.

    Raises:
        BadRequestError: the header is malformed.
    """
    if key is None:
        return None
    if not 0 < len(key) <= _MAX_KEY or not key.isascii() or not key.isprintable():
        raise BadRequestError(f"Idempotency-Key must be 1 to {_MAX_KEY} printable ASCII characters")
    text = json.dumps([workflow, body], sort_keys=True)
    return Idempotency(
        key=hashlib.sha256(key.encode("ascii")).hexdigest(),
        fingerprint=hashlib.sha256(text.encode("ascii")).hexdigest(),
        expires_at=now() + timedelta(hours=IDEMPOTENCY_HOURS),
    )


def read_listing(params: Mapping[str, str]) -> tuple[Listing, int, str | None]:
    """Return filters, page size and the row key to go on after.

    Raises:
        BadRequestError: naming the query parameter that is wrong.
    """
    listing = Listing(
        status=_status(params.get("status")),
        workflow=params.get("workflow") or None,
        since=_moment(params, "since"),
        before=_moment(params, "before"),
    )
    return listing, _size(params.get("limit")), read_token(params.get("continuationToken"))


def read_flag(params: Mapping[str, str], name: str) -> bool:
    """Return a query parameter that is true or false; absent is false.

    Raises:
        BadRequestError: it is something else.
    """
    text = params.get(name, "false").lower()
    if text not in {"true", "false"}:
        raise BadRequestError(f"query parameter {name} must be true or false")
    return text == "true"


def make_token(last: str | None) -> str | None:
    """Return the continuation token that stands for a row key."""
    return None if last is None else base64.urlsafe_b64encode(last.encode()).decode().rstrip("=")


def read_token(token: str | None) -> str | None:
    """Return the row key that a continuation token stands for.

    Raises:
        BadRequestError: the engine did not make it.
    """
    if not token:
        return None
    try:
        key = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
        found = _RECORD_KEY.match(key.decode("ascii"))
    except (binascii.Error, ValueError):
        found = None
    if found is None or moment_of(found[1]) is None:
        raise BadRequestError("continuationToken is not one that this list has returned")
    return found[0]


def _status(text: str | None) -> ExecutionStatus | None:
    if not text:
        return None
    try:
        return ExecutionStatus(text)
    except ValueError:
        known = ", ".join(ExecutionStatus)
        raise BadRequestError(f"query parameter status must be one of {known}") from None


def _moment(params: Mapping[str, str], name: str) -> datetime | None:
    text = params.get(name)
    if not text:
        return None
    try:
        # A "+" in a query is a space when it was not escaped.
        moment = datetime.fromisoformat(text.replace(" ", "+", 1) if "T" in text else text)
        moment = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        moment = None
    if moment is None or not 1970 <= moment.year <= 2200:
        raise BadRequestError(
            f"query parameter {name} must be a moment such as 2026-01-31T08:00:00Z"
        )
    return moment


def _size(text: str | None) -> int:
    if not text:
        return _DEFAULT_SIZE
    if not (text.isascii() and text.isdigit() and len(text) < 6 and 1 <= int(text) <= _MAX_SIZE):
        raise BadRequestError(f"query parameter limit must be 1 to {_MAX_SIZE}")
    return int(text)
