"""One execution record that is not final, changed under its ETag only.

Whoever holds it may be wrong about the state at any time: another process may have cancelled,
ended or taken over the execution. Every write says which state it believes in.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import uuid4

from engine.shared.clock import iso, now
from engine.shared.execution_ids import open_key
from engine.shared.execution_rows import SUMMARY, concluded, conclusion, recorded, with_texts
from engine.shared.executions import Outcome, Recording
from engine.shared.models import ExecutionStatus
from engine.shared.redaction import redact
from engine.shared.storage.chunks import overflow_key, put_all, unpack
from engine.shared.storage.errors import ConflictError, StorageError
from engine.shared.storage.tables import Change, Partition, Versioned
from engine.shared.transitions import FINAL, require
from engine.shared.values import dump

_log = logging.getLogger(__name__)

# Each one means that somebody else has just written the same record.
_TRIES: Final = 8


class OwnershipLostError(Exception):
    """The execution is no longer this holder's: it was ended or taken over."""


class OpenExecution:
    """The record at ``key``, and the row of the user who started it."""

    def __init__(
        self,
        partition: Partition,
        mine: Partition,
        key: str,
        current: Versioned,
        owner: str | None,
    ) -> None:
        self._partition = partition
        self._mine = mine
        self._key = key
        self._row = dict(current.row)
        self._etag = current.etag
        self._owner = owner
        self._written: dict[str, str] = {}
        # The heartbeat and the worker write the same record.
        self._lock = asyncio.Lock()

    @property
    def id(self) -> str:
        """The execution's id."""
        return str(self._row["ExecutionId"])

    @property
    def key(self) -> str:
        """The record's row key."""
        return self._key

    @property
    def status(self) -> ExecutionStatus:
        """The state when the record was last read or written."""
        return ExecutionStatus(self._row["Status"])

    @property
    def row(self) -> Mapping[str, Any]:
        """The record when it was last read or written."""
        return self._row

    @property
    def attempt(self) -> int:
        """Number of the attempt that runs or ran last; 0 before the first."""
        return int(self._row.get("Attempt", 0))

    @property
    def cancel_requested(self) -> bool:
        """Whether somebody has asked for its end."""
        return "CancelRequestedBy" in self._row

    @property
    def attempts(self) -> list[Any]:
        """What is recorded of earlier attempts."""
        return list(json.loads(unpack("Attempts", self._row) or "[]"))

    async def until(self) -> str | None:
        """Return until when its worker has promised to be alive, ISO 8601."""
        row = await self._partition.get(open_key(self._key))
        return None if row is None else str(row["Until"])

    async def extend(self, until: datetime) -> None:
        """Promise to be alive until then.

        Raises:
            OwnershipLostError: the execution has ended.
            StorageError: the promise is not known to others.
        """
        try:
            await self._partition.commit(
                Change("merge", open_key(self._key), {"Until": iso(until)})
            )
        except ConflictError as error:
            raise OwnershipLostError(self.id) from error

    async def begin(self, until: datetime, attempts: list[Any]) -> None:
        """Go on to the next attempt, with this holder as its worker.

        Raises:
            TransitionError: it is final.
            OwnershipLostError: somebody else was faster.
        """
        require(self.status, ExecutionStatus.RUNNING)
        row = {
            **self._row,
            "Status": ExecutionStatus.RUNNING.value,
            "Owner": self._owner,
            "Attempt": self.attempt + 1,
        }
        row.setdefault("StartedAt", iso(now()))
        opened = Change("merge", open_key(self._key), {"Until": iso(until)})
        async with self._lock:
            # After a conflict not even once more, unless it is ours already: another worker may
            # have begun this very attempt.
            tries = _TRIES if self._row.get("Owner") == self._owner else 1
            await self._write(row, {"Attempts": dump(attempts)}, (opened,), tries=tries)
        await self._tell_user()

    async def flush(self, recording: Recording) -> None:
        """Write what the workflow has recorded, if there is anything new; else look for news.

        Raises:
            OwnershipLostError: the execution is no longer this holder's.
        """
        # In a thread: what a chatty workflow records takes time to redact, and this loop is
        # everybody's.
        texts = await asyncio.to_thread(recorded, recording)
        news = {name: text for name, text in texts.items() if self._written.get(name) != text}
        async with self._lock:
            if news:
                await self._write(self._row, news, ())
                self._written |= news
            else:
                await self._look()

    async def finish(
        self, outcome: Outcome, attempts: list[Any], *, keep_recording: bool = False
    ) -> None:
        """End the execution.

        Args:
            outcome: how it ended.
            attempts: what is recorded of them.
            keep_recording: leave the logs and the like as the lost worker flushed them.

        Raises:
            TransitionError: it is final already.
            OwnershipLostError: somebody else has ended or taken it.
        """
        require(self.status, outcome.status)
        texts = await asyncio.to_thread(concluded, outcome, keep_recording=keep_recording)
        texts["Attempts"] = dump(redact(attempts))
        async with self._lock:
            await self._end({**self._row, **conclusion(outcome)}, texts)

    async def request_cancel(self, by: str) -> ExecutionStatus:
        """Ask for its end and return the state after that; one that waits ends at once.

        Raises:
            TransitionError: it is final.
        """
        while True:
            require(self.status, ExecutionStatus.CANCELLED)
            if self.cancel_requested:
                return self.status
            waiting = self.status is ExecutionStatus.PENDING
            row = {**self._row, "CancelRequestedBy": by}
            try:
                if not waiting:
                    await self._write(row, {}, (), tries=1)
                else:
                    row |= {
                        "Status": ExecutionStatus.CANCELLED.value,
                        "CompletedAt": iso(now()),
                        "DurationMs": 0,
                    }
                    await self._end(row, {}, tries=1)
            except OwnershipLostError:
                await self.reload()
            else:
                return self.status

    async def reload(self) -> None:
        """Read the record again.

        Raises:
            OwnershipLostError: it is gone.
        """
        found = await self._partition.read(self._key)
        if found is None:
            raise OwnershipLostError(self.id)
        self._row, self._etag = dict(found.row), found.etag

    async def _look(self) -> None:
        status, owner = self.status, self._row.get("Owner")
        await self.reload()
        if (self.status, self._row.get("Owner")) != (status, owner):
            raise OwnershipLostError(self.id)

    async def _end(
        self, row: Mapping[str, Any], texts: Mapping[str, str], tries: int = _TRIES
    ) -> None:
        parts = int(self._row.get("PayloadRows", 0))
        await self._write(
            row, texts, (Change("delete", open_key(self._key)),), tries=tries, also_user=True
        )
        names = (f"Payload_{number:04d}" for number in range(parts))
        rows = (overflow_key(open_key(self._key), name) for name in names)
        await asyncio.gather(*(self._partition.delete(row) for row in rows))

    async def _write(
        self,
        row: Mapping[str, Any],
        texts: Mapping[str, str],
        others: tuple[Change, ...],
        *,
        tries: int = _TRIES,
        also_user: bool = False,
    ) -> None:
        """Replace the record, if it is still as this holder believes.

        A conflict is no loss when only such things have changed as a request to cancel: then
        the write is repeated on top of them.
        """
        mark = uuid4().hex
        changed = {name: value for name, value in row.items() if self._row.get(name) != value}
        believed = (self.status, self._row.get("Owner"))
        for _ in range(tries):
            packed = with_texts({**self._row, **changed, "Write": mark}, texts)
            # Before the row that counts them: a reader never finds a count without its parts.
            parts = {overflow_key(self._key, name): part for name, part in packed.overflow.items()}
            await put_all(self._partition, parts)
            replaced = Change("put", self._key, packed.properties, self._etag)
            try:
                etag = await self._replace(replaced, others, packed.properties, also_user=also_user)
            except ConflictError as error:
                await self.reload()
                if self._row.get("Write") == mark:
                    # Our own write, whose answer was lost.
                    return
                if error.index > 0 and error.missing:
                    others = ()
                if (self.status, self._row.get("Owner")) != believed:
                    await self._tell_user()
                    raise OwnershipLostError(self.id) from error
            else:
                self._row, self._etag = dict(packed.properties), etag
                return
        raise OwnershipLostError(self.id)

    async def _replace(
        self,
        change: Change,
        others: tuple[Change, ...],
        row: Mapping[str, Any],
        *,
        also_user: bool,
    ) -> str:
        if not also_user:
            return str((await self._partition.commit(change, *others))[0])
        # One round trip for both; what the user's row says too early is put right on a conflict.
        record, _ = await asyncio.gather(
            self._partition.commit(change, *others), self._tell_user(row), return_exceptions=True
        )
        if isinstance(record, BaseException):
            raise record
        return str(record[0])

    async def _tell_user(self, row: Mapping[str, Any] | None = None) -> None:
        """Bring the user's own row up to date. A failure does no harm: readers look twice."""
        row = self._row if row is None else row
        try:
            await self._mine.put(self._key, {name: row[name] for name in SUMMARY if name in row})
        except StorageError:
            _log.warning("execution %s: its user's list is behind the record", self.id)


def is_final(row: Mapping[str, Any]) -> bool:
    """Tell whether a record has ended."""
    return ExecutionStatus(row["Status"]) in FINAL
