"""GET /api/admin/audit: the audit log by day, newest first; and the timer that ends its days."""

from __future__ import annotations

import base64
import binascii
import contextlib
import json
import logging
import re
from collections.abc import Awaitable, Callable
from datetime import date, datetime, timedelta
from typing import Any, Final

import azure.functions as func

from engine.shared.api_errors import BadRequestError
from engine.shared.audit import KEPT_DAYS, AuditQuery, EventType, Position
from engine.shared.clock import iso, now
from engine.shared.middleware import Call, administrative, json_response
from engine.shared.models import AuditEvent, AuditPage
from engine.shared.routing import http_function, timer_function
from engine.shared.startup import Engine, Services
from engine.shared.storage.tables import Row
from engine.shared.values import dump

_log = logging.getLogger(__name__)

_DEFAULT_LIMIT: Final = 50
_MAX_LIMIT: Final = 500
_MAX_TEXT: Final = 512
_PARAMETERS: Final = frozenset(
    # `code` is the function key, for callers that cannot send headers.
    {"from", "to", "eventType", "organization", "user", "limit", "continuation", "code"}
)
# Years in which there were or will be rows.
_DAY: Final = re.compile(r"20\d\d-\d\d-\d\d\Z", re.ASCII)
_OTHER_PAGE: Final = "continuation must be the one that the page before came with"
_ROW_KEY: Final = re.compile(r"\d{13}_[0-9a-f]{32}\Z", re.ASCII)
# Once a day, when little else happens.
_DAILY: Final = "0 40 3 * * *"


def blueprints(engine: Engine) -> tuple[func.Blueprint, ...]:
    """Return the endpoint, and the timer while the engine serves."""
    query = http_function("query_audit", "admin/audit", "GET", administrative(engine, find))
    if engine.services is None:
        return (query,)
    return query, timer_function("purge_audit", _DAILY, _purger(engine.services))


async def find(call: Call) -> func.HttpResponse:
    """Answer with one page of audit rows."""
    query = read_query(call.request.params)
    rows, after = await call.services.audit.find(query)
    page = AuditPage(
        events=[_event(row) for row in rows],
        continuation=_continuation(after) if after is not None else None,
    )
    return json_response(page.to_json())


def read_query(parameters: Any) -> AuditQuery:
    """Read the query's parameters: days are UTC, both ends belong to the range.

    Raises:
        BadRequestError: one of them is unknown or wrong.
    """
    unknown = sorted(set(parameters) - _PARAMETERS)
    if unknown:
        known = ", ".join(sorted(_PARAMETERS - {"code"}))
        raise BadRequestError(f"unknown parameter {unknown[0][:64]!r}; known: {known}")
    today = now().date()
    last = _day(parameters, "to", today)
    first = _day(parameters, "from", last)
    if first > last:
        raise BadRequestError("from must not be later than to")
    if (last - first).days > KEPT_DAYS:
        raise BadRequestError(f"a query covers at most {KEPT_DAYS} days, which is what is kept")
    after = _position(parameters.get("continuation"))
    if after is not None and not first <= after.day <= last:
        raise BadRequestError(f"{_OTHER_PAGE}, with the same from and to")
    kind = parameters.get("eventType")
    if kind is not None and kind not in set(EventType):
        raise BadRequestError(f"eventType must be one of {', '.join(EventType)}")
    return AuditQuery(
        first=first,
        last=last,
        event=EventType(kind) if kind is not None else None,
        organization=_text(parameters, "organization"),
        user=_text(parameters, "user"),
        limit=_limit(parameters.get("limit")),
        after=after,
    )


def _purger(services: Services) -> Callable[[func.TimerRequest], Awaitable[None]]:
    async def purge(timer: func.TimerRequest) -> None:  # noqa: ARG001 - the binding
        oldest = now().date() - timedelta(days=KEPT_DAYS)
        deleted = await services.audit.purge(oldest)
        _log.info("%s audit rows from before %s are deleted", deleted, oldest)

    return purge


def _event(row: Row) -> AuditEvent:
    moment = row.get("EventTime")
    try:
        details = json.loads(str(row.get("Details") or "{}"))
    except ValueError:
        details = {}
    return AuditEvent(
        id=str(row["RowKey"]).partition("_")[2],
        event_time=iso(moment) if isinstance(moment, datetime) else None,
        event_type=str(row.get("EventType") or ""),
        key_id=row.get("KeyId") or None,
        key_name=row.get("KeyName") or None,
        user_id=row.get("UserId") or None,
        organization_id=row.get("OrgId") or None,
        endpoint=row.get("Endpoint") or None,
        method=row.get("Method") or None,
        remote_address=row.get("RemoteAddr") or None,
        user_agent=row.get("UserAgent") or None,
        status_code=row.get("StatusCode"),
        details=details,
    )


def _day(parameters: Any, name: str, default: date) -> date:
    text = parameters.get(name)
    if text is None:
        return default
    # By the pattern, since strptime() and fromisoformat() take other spellings as well.
    if _DAY.match(text):
        with contextlib.suppress(ValueError):
            return date.fromisoformat(text)
    raise BadRequestError(f"{name} must be a day such as 2025-01-31")


def _text(parameters: Any, name: str) -> str | None:
    text = parameters.get(name)
    if text is not None and (not text or len(text) > _MAX_TEXT or not text.isprintable()):
        raise BadRequestError(f"{name} must be 1 to {_MAX_TEXT} printable characters")
    return str(text) if text is not None else None


def _limit(text: str | None) -> int:
    if text is None:
        return _DEFAULT_LIMIT
    if not re.fullmatch(r"\d{1,4}", text, re.ASCII) or not 1 <= int(text) <= _MAX_LIMIT:
        raise BadRequestError(f"limit must be a whole number from 1 to {_MAX_LIMIT}")
    return int(text)


def _continuation(position: Position) -> str:
    text = dump([position.day.isoformat(), position.row_key])
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _position(text: str | None) -> Position | None:
    if text is None:
        return None
    try:
        data = base64.urlsafe_b64decode(text[:_MAX_TEXT] + "=" * (-len(text) % 4))
        day, row_key = json.loads(data)
        position = Position(date.fromisoformat(day), row_key)
        valid = _ROW_KEY.match(row_key) is not None
    except (binascii.Error, ValueError, TypeError, RecursionError):
        valid = False
    if not valid:
        raise BadRequestError(_OTHER_PAGE)
    return position
