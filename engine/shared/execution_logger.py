"""Write and read what happened: the record by organization, a summary by who started it.

Beside a record that is not final lies an open row, written and removed in the same transaction:
the sweeper finds unfinished executions there, without looking through all the finished ones.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import uuid4

from engine.shared.clock import iso, now
from engine.shared.execution_ids import OPEN_RANGE, RECORD_RANGE, boundary, open_key, row_key
from engine.shared.execution_rows import (
    CARRIED_OVER,
    SUMMARY,
    TEXTS,
    details_of,
    identity,
    recording_in,
    summary_of,
    with_texts,
)
from engine.shared.executions import Execution, Idempotency, Recording
from engine.shared.models import ExecutionDetails, ExecutionStatus, ExecutionSummary
from engine.shared.open_execution import OpenExecution
from engine.shared.organizations import GLOBAL
from engine.shared.redaction import redact
from engine.shared.storage.chunks import overflow_key, pack, put_all, unpack
from engine.shared.storage.deadline import within
from engine.shared.storage.errors import ConflictError, StorageError, StorageUnavailableError
from engine.shared.storage.tables import Change, Partition, Row, Table, Tables, Versioned
from engine.shared.storage.together import together
from engine.shared.transitions import FINAL
from engine.shared.values import dump

_log = logging.getLogger(__name__)

_KEY_PREFIX: Final = "key:"
_KEY_RANGE: Final = ("key:", "key;")
# Longer inputs of queued executions lie in rows of their own, so that the transaction stays small.
_SMALL_PAYLOAD: Final = 30_000
_WITHDRAWAL_SECONDS: Final = 5.0
# Each one means that the idempotency key has been given back or has expired.
_TRIES: Final = 4


class DuplicateError(Exception):
    """The idempotency key has been used. ``execution_id`` was started with it."""

    def __init__(self, execution_id: str, fingerprint: str) -> None:
        super().__init__(execution_id)
        self.execution_id = execution_id
        self.fingerprint = fingerprint


class AlreadyCreatedError(Exception):
    """An execution of this id exists."""


@dataclass(frozen=True)
class OpenRow:
    """An execution that is not final, as the sweeper sees it."""

    execution_id: str
    until: str


@dataclass(frozen=True)
class Listing:
    """Which executions a list is about; None leaves a condition out."""

    status: ExecutionStatus | None = None
    workflow: str | None = None
    since: datetime | None = None
    before: datetime | None = None


async def _nothing() -> None:
    """Permit everything."""


class ExecutionLogger:
    """The tables ``WorkflowExecutions`` and ``UserExecutions``. None as organization: no one's."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def create(
        self,
        execution: Execution,
        owner: str | None,
        until: datetime,
        idempotency: Idempotency | None = None,
        permit: Callable[[], Awaitable[None]] = _nothing,
    ) -> OpenExecution:
        """Record a new execution, in both tables or in neither.

        Args:
            execution: what was asked for.
            owner: the worker that runs it from now on; None leaves it Pending, with its input
                kept unredacted until it ends.
            until: when somebody should look whether it is still alive.
            idempotency: the key that must not be used twice.
            permit: awaited beside the writing; when it fails, nothing is left recorded.

        Raises:
            AlreadyCreatedError: the id is taken.
            DuplicateError: the key is.
            StorageError: it cannot be recorded, so it must not run.
        """
        key = row_key(execution.id)
        # The mark tells a repeated write whose rows it meets.
        first = {"Status": ExecutionStatus.PENDING.value, "Attempt": 0, "Write": uuid4().hex}
        row = {**identity(execution), **first}
        if owner is not None:
            running = {"Status": ExecutionStatus.RUNNING.value, "Attempt": 1, "Owner": owner}
            row |= {**running, "StartedAt": iso(execution.created_at)}
        opened, parts = _open_row(execution, until, with_payload=owner is None)
        if parts:
            row["PayloadRows"] = len(parts)
        packed = with_texts(row, {"Input": dump(redact(execution.input))})
        partition = self._of_organization(_owner_of(execution))
        mine = self._of_user(execution.caller.user_id)
        overflow = {overflow_key(key, suffix): p for suffix, p in packed.overflow.items()} | {
            overflow_key(open_key(key), suffix): p for suffix, p in parts.items()
        }
        changes = [
            Change("insert", key, packed.properties),
            Change("insert", open_key(key), opened),
        ]
        if idempotency is not None:
            changes.append(_key_row(execution, idempotency))
        summary: dict[str, Any] = {name: row[name] for name in SUMMARY if name in row}
        try:
            await put_all(partition, overflow)
            record, *_ = await together(
                _commit_once(partition, key, changes, idempotency, execution.id),
                mine.put(key, summary),
                permit(),
            )
        except AlreadyCreatedError:
            # The rows are another's.
            raise
        except Exception:
            rows = [key, open_key(key), *overflow]
            await _withdraw(partition, mine, key, rows, idempotency, execution.id)
            raise
        return OpenExecution(partition, mine, key, Versioned(packed.properties, record), owner)

    async def withdraw(self, opened: OpenExecution, idempotency: Idempotency | None) -> None:
        """Take back a Pending execution that cannot be queued. A failure is logged."""
        partition = self._of_organization(opened.row["OrgId"] or None)
        mine = self._of_user(opened.row["ExecutedBy"])
        await _withdraw(partition, mine, opened.key, _rows_of(opened), idempotency, opened.id)

    async def drop_open(self, org_id: str | None, execution_id: str) -> None:
        """Remove the open row of an execution that has ended or does not exist."""
        await self._of_organization(org_id).delete(open_key(row_key(execution_id)))

    async def find(self, org_id: str | None, execution_id: str) -> ExecutionDetails | None:
        """Return an execution with everything recorded; a point read, no scan."""
        partition = self._of_organization(org_id)
        key = row_key(execution_id)
        row = await partition.get(key)
        if row is None:
            return None
        found = {name: await _text(partition, key, name, row) for name in TEXTS}
        return details_of(row, {name: text for name, text in found.items() if text is not None})

    async def open(
        self, org_id: str | None, execution_id: str, owner: str | None = None
    ) -> OpenExecution | None:
        """Return the execution for changing its state, or None when there is no such one."""
        partition = self._of_organization(org_id)
        key = row_key(execution_id)
        found = await partition.read(key)
        if found is None:
            return None
        mine = self._of_user(found.row["ExecutedBy"])
        return OpenExecution(partition, mine, key, found, owner)

    async def payload(self, org_id: str | None, execution_id: str) -> dict[str, Any] | None:
        """Return the unredacted input of an execution that has not ended."""
        partition = self._of_organization(org_id)
        key = open_key(row_key(execution_id))
        row = await partition.get(key)
        if row is None:
            return None
        text = await _text(partition, key, "Payload", row)
        return None if text is None else dict(json.loads(text))

    async def recorded(self, opened: OpenExecution) -> Recording:
        """Return what an execution's earlier workers have recorded."""
        partition = self._of_organization(opened.row["OrgId"] or None)
        found = {
            name: await _text(partition, opened.key, name, opened.row) for name in CARRIED_OVER
        }
        return recording_in({name: text for name, text in found.items() if text is not None})

    async def page(
        self, org_id: str | None, listing: Listing, size: int, after: str | None
    ) -> tuple[list[ExecutionSummary], str | None]:
        """Return an organization's executions, newest first, and the key to go on after."""
        partition = self._of_organization(org_id)
        rows, last = await _page(partition, listing, size, after)
        return [summary_of(row) for row in rows], last

    async def page_of(
        self, user_id: str, org_id: str | None, listing: Listing, size: int, after: str | None
    ) -> tuple[list[ExecutionSummary], str | None]:
        """Return what one user started, for one organization or for all; newest first.

        The user's rows follow the records; one that is behind is looked up in the record.
        """
        anywhere = Listing(None, listing.workflow, listing.since, listing.before)
        equal = {} if org_id is None else {"OrgId": org_id}
        rows, last = await _page(self._of_user(user_id), anywhere, size, after, equal)
        current = await asyncio.gather(*(self._current(row) for row in rows))
        summaries = [summary_of(row) for row in current if row is not None]
        wanted = listing.status
        return [one for one in summaries if wanted is None or one.status is wanted], last

    async def opened(self, org_id: str | None) -> list[OpenRow]:
        """Return an organization's executions that are not final."""
        partition = self._of_organization(org_id)
        found: list[OpenRow] = []
        low, high = OPEN_RANGE
        while True:
            page = await partition.page(
                low, high, size=500, select=["RowKey", "ExecutionId", "Until"]
            )
            found += [OpenRow(row["ExecutionId"], row["Until"]) for row in page.rows]
            if not page.more:
                return found
            low = page.rows[-1]["RowKey"] + "\x01"

    async def forget_keys(self, org_id: str | None, moment: datetime) -> None:
        """Remove idempotency keys that have expired."""
        partition = self._of_organization(org_id)
        page = await partition.page(*_KEY_RANGE, size=500, select=["RowKey", "Expires"])
        for row in page.rows:
            if row["Expires"] < iso(moment):
                await partition.delete(row["RowKey"])

    def _of_organization(self, org_id: str | None) -> Partition:
        return self._tables.partition(Table.WORKFLOW_EXECUTIONS, org_id or GLOBAL)

    def _of_user(self, user_id: str) -> Partition:
        return self._tables.partition(Table.USER_EXECUTIONS, user_id)

    async def _current(self, row: Row) -> Row | None:
        if ExecutionStatus(row["Status"]) in FINAL:
            return row
        return await self._of_organization(row["OrgId"] or None).get(row_key(row["ExecutionId"]))


def _key_row(execution: Execution, idempotency: Idempotency) -> Change:
    properties = {
        "ExecutionId": execution.id,
        "Fingerprint": idempotency.fingerprint,
        "Expires": iso(idempotency.expires_at),
    }
    return Change("insert", _KEY_PREFIX + idempotency.key, properties)


def _rows_of(opened: OpenExecution) -> list[str]:
    """Return the keys of all rows of an execution that has not begun."""
    key, row = opened.key, opened.row
    parts = [(key, "Input", row.get("InputRows", 0))]
    parts += [(open_key(key), "Payload", row.get("PayloadRows", 0))]
    further = [
        overflow_key(of, f"{name}_{number:04d}")
        for of, name, count in parts
        for number in range(count)
    ]
    return [key, open_key(key), *further]


def _owner_of(execution: Execution) -> str | None:
    return execution.organization.id if execution.organization else None


def _open_row(
    execution: Execution, until: datetime, *, with_payload: bool
) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    row: dict[str, Any] = {"ExecutionId": execution.id, "Until": iso(until)}
    if not with_payload:
        return row, {}
    packed = pack({"Payload": dump(execution.input)}, _SMALL_PAYLOAD)
    return {**row, **packed.properties}, packed.overflow


async def _commit_once(
    partition: Partition,
    key: str,
    changes: list[Change],
    idempotency: Idempotency | None,
    execution_id: str,
) -> str:
    """Write the rows of a new execution and return the record's ETag.

    A write whose answer was lost is repeated by the SDK and then meets its own rows.
    """
    record, opened, *key_row = changes
    for _ in range(_TRIES):
        try:
            return str((await partition.commit(record, opened, *key_row))[0])
        except ConflictError:
            if idempotency is not None:
                used = await partition.read(_KEY_PREFIX + idempotency.key)
                if used is not None and used.row["ExecutionId"] != execution_id:
                    if used.row["Expires"] > iso(now()):
                        raise DuplicateError(
                            used.row["ExecutionId"], used.row["Fingerprint"]
                        ) from None
                    key_row = [replace(key_row[0], kind="put", etag=used.etag)]
                    continue
            found = await partition.read(key)
            if found is not None:
                if found.row.get("Write") == record.properties["Write"]:
                    return found.etag
                raise AlreadyCreatedError(execution_id) from None
            # Whoever had the key has given it back meanwhile.
            key_row = [replace(one, kind="insert", etag=None) for one in key_row]
    raise StorageUnavailableError("the idempotency key is being given back and taken all the time")


async def _page(
    partition: Partition,
    listing: Listing,
    size: int,
    after: str | None,
    equal: Mapping[str, Any] | None = None,
) -> tuple[list[Row], str | None]:
    low, high = RECORD_RANGE
    if listing.before is not None:
        # Records of the very moment sort before its boundary's successor: `before` is exclusive.
        low = boundary(listing.before - timedelta(milliseconds=1))
    if listing.since is not None:
        high = boundary(listing.since - timedelta(milliseconds=1))
    if after is not None:
        low = max(low, after + "\x01")
    conditions: dict[str, Any] = dict(equal or {})
    if listing.status is not None:
        conditions["Status"] = listing.status.value
    if listing.workflow is not None:
        conditions["WorkflowName"] = listing.workflow
    page = await partition.page(low, high, size=size, equal=conditions, select=["RowKey", *SUMMARY])
    last = page.rows[-1]["RowKey"] if page.rows and page.more else None
    return page.rows, last


async def _text(partition: Partition, key: str, name: str, row: Row) -> str | None:
    rows = row.get(f"{name}Rows")
    if rows is None:
        return unpack(name, row)
    parts = await asyncio.gather(
        *(partition.get(overflow_key(key, f"{name}_{number:04d}")) for number in range(rows))
    )
    return "".join(unpack("Part", part) or "" for part in parts if part is not None)


async def _withdraw(
    partition: Partition,
    mine: Partition,
    key: str,
    rows: list[str],
    idempotency: Idempotency | None,
    execution_id: str,
) -> None:
    """Take back the rows of an execution that will not run."""
    # The request's own time may be over.
    with within(_WITHDRAWAL_SECONDS):
        answers = await asyncio.gather(
            *(partition.delete(row) for row in rows), mine.delete(key), return_exceptions=True
        )
        if any(isinstance(answer, BaseException) for answer in answers):
            _log.error("execution record %s cannot be taken back; the sweeper will end it", key)
        if idempotency is not None:
            await _release(partition, _KEY_PREFIX + idempotency.key, execution_id)


async def _release(partition: Partition, key: str, execution_id: str) -> None:
    """Free an idempotency key whose execution will not run."""
    try:
        found = await partition.get(key)
        if found is not None and found["ExecutionId"] == execution_id:
            await partition.delete(key)
    except StorageError:
        _log.exception("execution %s will not run, but keeps its idempotency key", execution_id)
