"""The audit log: who used which key for which client, written before the call is served."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Final
from uuid import uuid4

from engine.shared.auth.principal import Principal
from engine.shared.clock import milliseconds_between, now
from engine.shared.import_restrictor import Violation
from engine.shared.request import RequestFacts
from engine.shared.storage.errors import StorageError
from engine.shared.storage.keys import newest_first
from engine.shared.storage.tables import Row, Table, Tables
from engine.shared.values import dump, storable

_log = logging.getLogger(__name__)


KEPT_DAYS: Final = 90
# How many days without a matching row one page may look through.
_MAX_DAYS_A_PAGE: Final = 31
# All row keys: 13 digits, an underscore, an id.
_LOW, _HIGH = "0", ":"


class EventType(StrEnum):
    """What an audit row records."""

    FUNCTION_KEY_ACCESS = "function_key_access"
    CROSS_ORG_ACCESS = "cross_org_access"
    ENGINE_VIOLATION_ATTEMPT = "engine_violation_attempt"


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """A written row: where it is, and when it was begun."""

    day: str
    row_key: str
    started: datetime


@dataclass(frozen=True, slots=True)
class Position:
    """A row that a page ended with."""

    day: date
    row_key: str


@dataclass(frozen=True, slots=True)
class AuditQuery:
    """Which rows to return: from ``last`` back to ``first``, both included, days of UTC.

    Attributes:
        after: the row that the page before ended with.
    """

    first: date
    last: date
    event: EventType | None = None
    organization: str | None = None
    user: str | None = None
    limit: int = 50
    after: Position | None = None


class AuditLog:
    """Writes rows of the table ``AuditLog``, one partition per UTC day."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def access(self, principal: Principal, facts: RequestFacts) -> AuditEntry:
        """Record that a function key is used. The call may go on only if this returns.

        Raises:
            StorageError: the row cannot be written.
        """
        _log.warning(
            "function key %s used for organization %r: %s %s",
            principal.key_name,
            facts.told(principal.organization_id or ""),
            facts.method,
            facts.path,
        )
        return await self._write(
            EventType.FUNCTION_KEY_ACCESS, **_who(principal, facts), Details="{}"
        )

    async def refused(self, principal: Principal, facts: RequestFacts, reason: str) -> None:
        """Record that a known key was used although it is expired or revoked.

        A failure is logged: the call is refused anyway.
        """
        try:
            await self._write(
                EventType.FUNCTION_KEY_ACCESS,
                **_who(principal, facts),
                StatusCode=403,
                Details=dump({"refused": reason}),
            )
        except StorageError:
            _log.exception("the use of the %s key %s is not recorded", reason, principal.key_name)

    async def crossing(self, user_id: str, org_id: str | None, facts: RequestFacts) -> AuditEntry:
        """Record that a platform admin acts for an organization that is not its own.

        The call may go on only if this returns. Without an organization the admin acts for all
        of them: it operates the platform.

        Raises:
            StorageError: the row cannot be written.
        """
        _log.warning(
            "platform admin %r enters organization %r: %s %s",
            facts.told(user_id),
            facts.told(org_id or ""),
            facts.method,
            facts.path,
        )
        person = Principal("", "", user_id, org_id)
        return await self._write(EventType.CROSS_ORG_ACCESS, **_who(person, facts), Details="{}")

    async def complete(self, entry: AuditEntry, status: int) -> None:
        """Add how the call ended to its row. A failure is logged: the row itself stands."""
        partition = self._tables.partition(Table.AUDIT_LOG, entry.day)
        details = {"durationMs": milliseconds_between(entry.started, now())}
        try:
            await partition.merge(entry.row_key, {"StatusCode": status, "Details": dump(details)})
        except StorageError:
            _log.exception("audit row %s keeps no status code %s", entry.row_key, status)

    async def find(self, query: AuditQuery) -> tuple[list[Row], Position | None]:
        """Return some matching rows, newest first, and where to go on; None: there are no more.

        A page may have fewer rows than the limit, or none, and still not be the last.

        Raises:
            StorageError: the table cannot be read.
        """
        wanted = {
            "EventType": query.event.value if query.event else None,
            "OrgId": query.organization,
            "UserId": query.user,
        }
        equal = {name: value for name, value in wanted.items() if value is not None}
        day, low = query.last, _LOW
        if query.after is not None and query.after.day <= query.last:
            day, low = query.after.day, query.after.row_key + "\x01"
        rows: list[Row] = []
        for _ in range(_MAX_DAYS_A_PAGE):
            if day < query.first:
                return rows, None
            partition = self._tables.partition(Table.AUDIT_LOG, day.isoformat())
            more = True
            while more:
                page = await partition.page(low, _HIGH, size=query.limit - len(rows), equal=equal)
                rows += page.rows
                more = page.more and bool(page.rows)
                if page.rows:
                    low = str(page.rows[-1]["RowKey"]) + "\x01"
                if len(rows) >= query.limit:
                    return rows, Position(day, str(rows[-1]["RowKey"]))
            day, low = day - timedelta(days=1), _LOW
        if day < query.first:
            return rows, None
        # The smallest row key there can be: the next page begins with this day.
        return rows, Position(day, f"{0:013d}_{0:032x}")

    async def purge(self, oldest: date) -> int:
        """Delete the days before ``oldest`` and return how many rows that were.

        Raises:
            StorageError: some are left; the next run goes on.
        """
        return await self._tables.purge(Table.AUDIT_LOG, oldest.isoformat())

    async def violation(self, violation: Violation) -> None:
        """Record an import that the loader refused.

        Raises:
            StorageError: the row cannot be written.
        """
        details = {
            "module": violation.module,
            "importer": violation.importer,
            "file": violation.file,
            "line": violation.line,
            "reason": violation.reason,
        }
        await self._write(EventType.ENGINE_VIOLATION_ATTEMPT, Details=dump(details))

    async def _write(self, event: EventType, **properties: Any) -> AuditEntry:
        moment = now()
        entry = AuditEntry(
            day=f"{moment:%Y-%m-%d}",
            row_key=newest_first(moment, uuid4().hex),
            started=moment,
        )
        partition = self._tables.partition(Table.AUDIT_LOG, entry.day)
        await partition.put(
            entry.row_key, {"EventTime": moment, "EventType": event.value, **properties}
        )
        return entry


def _who(principal: Principal, facts: RequestFacts) -> dict[str, str]:
    return {
        "KeyId": principal.key_id,
        "KeyName": principal.key_name,
        "UserId": _bounded(facts.told(principal.user_id)),
        "OrgId": _bounded(facts.told(principal.organization_id or "")),
        "Endpoint": _bounded(facts.path),
        "Method": _bounded(facts.method),
        "RemoteAddr": _bounded(facts.remote_address),
        "UserAgent": _bounded(facts.user_agent),
    }


def _bounded(text: str) -> str:
    """Make a caller's text storable, and no means to fill the log with."""
    return storable(text)[:512]
