"""The audit log: who used which key for which client, written before the call is served."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import uuid4

from engine.shared.auth import Principal
from engine.shared.clock import milliseconds_between, now
from engine.shared.import_restrictor import Violation
from engine.shared.request import RequestFacts
from engine.shared.storage.errors import StorageError
from engine.shared.storage.keys import newest_first
from engine.shared.storage.tables import Table, Tables
from engine.shared.values import dump, storable

_log = logging.getLogger(__name__)


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
            principal.organization_id,
            facts.method,
            facts.path,
        )
        return await self._write(
            EventType.FUNCTION_KEY_ACCESS,
            KeyId=principal.key_id,
            KeyName=principal.key_name,
            UserId=_bounded(principal.user_id),
            OrgId=_bounded(principal.organization_id or ""),
            Endpoint=_bounded(facts.path),
            Method=_bounded(facts.method),
            RemoteAddr=_bounded(facts.remote_address),
            UserAgent=_bounded(facts.user_agent),
            Details="{}",
        )

    async def complete(self, entry: AuditEntry, status: int) -> None:
        """Add how the call ended to its row. A failure is logged: the row itself stands."""
        partition = self._tables.partition(Table.AUDIT_LOG, entry.day)
        details = {"durationMs": milliseconds_between(entry.started, now())}
        try:
            await partition.merge(entry.row_key, {"StatusCode": status, "Details": dump(details)})
        except StorageError:
            _log.exception("audit row %s keeps no status code %s", entry.row_key, status)

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


def _bounded(text: str) -> str:
    """Make a caller's text storable, and no means to fill the log with."""
    return storable(text)[:512]
