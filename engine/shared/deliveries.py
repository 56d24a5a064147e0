"""What a message of the queue leads to: an execution is taken, taken over, or left alone.

Messages come at least once, late and in any order; the record alone decides.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import Any, Final, Protocol

from engine.shared.api_errors import ApiError
from engine.shared.clock import now
from engine.shared.context import Caller, Organization
from engine.shared.events import event
from engine.shared.execution_logger import ExecutionLogger
from engine.shared.executions import Execution, Failure, Outcome, RunMode
from engine.shared.executor import Executor, attempt_entry, lease_end, report_end
from engine.shared.models import ExecutionStatus
from engine.shared.open_execution import OpenExecution, OwnershipLostError, is_final
from engine.shared.preparation import Preparation
from engine.shared.queue_messages import Message, MessageError, parse_message
from engine.shared.registry import Registry

_log = logging.getLogger(__name__)

# How long the end of a queued execution is tried to be recorded before it is left to redelivery.
_PATIENCE_SECONDS: Final = 120.0


class Steps(Protocol):
    """What drives fan-outs; they travel through the same queue."""

    async def advance(self, opened: OpenExecution, registry: Registry) -> None:
        """Take a fan-out one step further."""
        ...


class Deliveries:
    """Handles messages."""

    def __init__(
        self,
        executions: ExecutionLogger,
        executor: Executor,
        preparation: Preparation,
        fan_out: Steps,
    ) -> None:
        self._executions = executions
        self._executor = executor
        self._preparation = preparation
        self._fan_out = fan_out

    async def deliver(self, body: bytes, registry: Registry) -> None:
        """Handle a message; returning means that it is done with.

        Raises:
            MessageError: it is none of ours.
            StorageError: it must be delivered again.
        """
        message = parse_message(body)
        owner = self._executor.new_owner()
        opened = await self._executions.open(message.org_id, message.execution_id, owner)
        if opened is None:
            # Its beginning was taken back: the caller was told that nothing has happened.
            _log.warning("message for execution %s, which does not exist", message.execution_id)
            return
        if is_final(opened.row):
            return
        if opened.row.get("Mode") == RunMode.FANOUT:
            await self._fan_out.advance(opened, registry)
            return
        if opened.status is ExecutionStatus.RUNNING and await self._is_alive(message, opened):
            return
        try:
            await self._take(message, opened, registry)
        except OwnershipLostError:
            _log.warning("execution %s went to another worker", message.execution_id)

    async def bury(self, body: bytes) -> None:
        """End the execution of a message that could not be handled.

        Raises:
            StorageError: it must be delivered again.
        """
        try:
            message = parse_message(body)
        except MessageError:
            _log.error("a message that names no execution was dropped (%d bytes)", len(body))
            return
        opened = await self._executions.open(
            message.org_id, message.execution_id, self._executor.new_owner()
        )
        if opened is None or is_final(opened.row):
            return
        if opened.status is ExecutionStatus.RUNNING and await self._is_alive(message, opened):
            return
        text = "its message failed as often as the queue allows; see the engine's log"
        await self._fail(opened, Failure("PoisonMessage", text))

    async def close_orphan(self, opened: OpenExecution) -> None:
        """End an execution whose worker is gone and that nobody will begin again."""
        failure = Failure("WorkerLost", "worker lost: the process that ran it ended or hung")
        await self._fail(opened, failure)

    async def _is_alive(self, message: Message, opened: OpenExecution) -> bool:
        """Tell whether a worker has the execution; then look again when its lease has run out."""
        until = await opened.until()
        left = (_moment(until) - now()).total_seconds() if until is not None else 0
        if left <= 0:
            return False
        await self._executor.enqueue(message.org_id, message.execution_id, int(left) + 1)
        return True

    async def _take(self, message: Message, opened: OpenExecution, registry: Registry) -> None:
        attempts = opened.attempts
        if opened.status is ExecutionStatus.RUNNING:
            attempts.append(_lost(opened))
            if opened.cancel_requested:
                await self._end(opened, ExecutionStatus.CANCELLED, attempts)
                return
            if opened.attempt >= opened.row["MaxAttempts"]:
                text = f"worker lost in attempt {opened.attempt} of {opened.row['MaxAttempts']}"
                await self._fail(opened, Failure("WorkerLost", text), attempts)
                return
        body = await self._executions.payload(message.org_id, message.execution_id)
        if body is None:
            raise OwnershipLostError(message.execution_id)
        try:
            job = await self._preparation.job_of(opened.row, body, registry)
        except ApiError as error:
            await self._fail(opened, Failure(error.name, error.message, error.details), attempts)
            return
        job.attempts.extend(attempts)
        if attempts:
            # Else the next flush would replace what the lost worker has recorded.
            job.earlier = await self._executions.recorded(opened)
        await opened.begin(lease_end(), attempts)
        outcome = await self._executor.work(job, opened)
        await self._executor.finish_with_patience(opened, outcome, job.attempts, _PATIENCE_SECONDS)
        report_end(job.execution, outcome)

    async def _fail(
        self, opened: OpenExecution, failure: Failure, attempts: list[Any] | None = None
    ) -> None:
        await self._end(opened, ExecutionStatus.FAILED, attempts, failure)

    async def _end(
        self,
        opened: OpenExecution,
        status: ExecutionStatus,
        attempts: list[Any] | None,
        failure: Failure | None = None,
    ) -> None:
        outcome = Outcome(status, now(), _age(opened), None, failure)
        recorded = opened.attempts if attempts is None else attempts
        if attempts is None and opened.status is ExecutionStatus.RUNNING:
            recorded.append(_lost(opened))
        await opened.finish(outcome, recorded, keep_recording=True)
        event(
            "closed",
            _execution(opened),
            logging.WARNING,
            status=status.value,
            error=failure.error if failure else None,
        )


def _lost(opened: OpenExecution) -> dict[str, Any]:
    failure = Failure("WorkerLost", "worker lost: the process that ran it ended or hung")
    outcome = Outcome(ExecutionStatus.FAILED, now(), 0, None, failure)
    return {**attempt_entry(opened.attempt, None, outcome), "durationMs": None}


def _age(opened: OpenExecution) -> int:
    started = opened.row.get("StartedAt")
    if started is None:
        return 0
    return round((now() - _moment(started)).total_seconds() * 1000)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def _execution(opened: OpenExecution) -> Execution:
    """Return the ids of a record, for the log."""
    row = opened.row
    organization = Organization(row["OrgId"], row["OrgId"]) if row.get("OrgId") else None
    caller = Caller(row["ExecutedBy"], None, row["ExecutedBy"])
    return Execution(
        opened.id, row["WorkflowName"], organization, caller, {}, _moment(row["CreatedAt"])
    )
