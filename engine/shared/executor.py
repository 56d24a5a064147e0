"""Run executions, whoever waits for them: attempts, heartbeat, cancellation, and their end."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import uuid4

from engine.shared.cache import CacheStores
from engine.shared.clock import iso, now
from engine.shared.config_values import ConfigEntry
from engine.shared.declarations import Workflow
from engine.shared.events import event, span
from engine.shared.execution_logger import ExecutionLogger
from engine.shared.execution_state import ExecutionState, SecretReader
from engine.shared.executions import Execution, Failure, Idempotency, Outcome, Recording
from engine.shared.integration_calls import CallLog, settled
from engine.shared.models import ExecutionStatus
from engine.shared.open_execution import OpenExecution, OwnershipLostError
from engine.shared.parameters import Bound
from engine.shared.queue_messages import Message
from engine.shared.redaction import redact_text
from engine.shared.runner import recording_of, run
from engine.shared.storage.deadline import within, without_deadline
from engine.shared.storage.errors import StorageError
from engine.shared.storage.queues import Queue
from engine.shared.storage.together import together

_log = logging.getLogger(__name__)

# Without a sign of life for this long, a worker counts as lost.
LEASE_SECONDS: Final = 30.0
# How often records are flushed and requests to cancel noticed.
BEAT_SECONDS: Final = 0.8
# At most one part in so many of an execution's time goes into writing down what it records.
_SHARE: Final = 4.0
# How long the record of an outcome is tried after its request has been answered.
_PERSISTENCE_SECONDS: Final = 600.0
# Pending for this long: its message may be lost, so another one is sent.
PENDING_SECONDS: Final = 300.0
_STORE_SECONDS: Final = 15.0

_REPEATABLE: Final = frozenset({ExecutionStatus.FAILED, ExecutionStatus.TIMED_OUT})


@dataclass
class Job:
    """An execution about to run in this process.

    Attributes:
        earlier: what workers that are gone have recorded of it.
    """

    execution: Execution
    workflow: Workflow
    bound: Bound
    config: dict[str, ConfigEntry]
    read_secret: SecretReader
    attempts: list[dict[str, Any]] = field(default_factory=list)
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    lost: bool = False
    state: ExecutionState | None = None
    earlier: Recording = field(default_factory=Recording)


async def _nothing() -> None:
    """Do nothing: the terms of work that nobody waits for."""


@dataclass(frozen=True)
class Terms:
    """On which terms an execution begins.

    Attributes:
        idempotency: the key that must not be used twice.
        permit: awaited beside the writing of the record; the execution begins after both.
        at_end: awaited beside the last write, with which the request is as good as answered.
    """

    idempotency: Idempotency | None = None
    permit: Callable[[], Awaitable[None]] = _nothing
    at_end: Callable[[], Awaitable[None]] = _nothing


class Executor:
    """Runs workflows and keeps their records."""

    def __init__(self, executions: ExecutionLogger, queue: Queue, caches: CacheStores) -> None:
        self._executions = executions
        self._queue = queue
        self._caches = caches
        self._running: dict[str, tuple[asyncio.AbstractEventLoop, asyncio.Event]] = {}
        self._persisting: set[asyncio.Task[None]] = set()

    @staticmethod
    def new_owner() -> str:
        """Return a name for a worker of one execution."""
        return uuid4().hex

    async def run_now(self, job: Job, terms: Terms) -> Outcome:
        """Run an execution while its caller waits.

        Raises:
            DuplicateError: the idempotency key has been used.
            StorageError: its beginning cannot be recorded, or is not permitted; it has not run.
            OutcomeUnrecordedError: it has run, but its end is not recorded yet.
        """
        opened = await self._executions.create(
            job.execution, self.new_owner(), lease_end(), terms.idempotency, terms.permit
        )
        outcome = await self.work(job, opened)
        try:
            with within(_STORE_SECONDS):
                await together(opened.finish(outcome, job.attempts), terms.at_end())
        except StorageError as error:
            with without_deadline():
                task = asyncio.create_task(self._persist(opened, outcome, job))
            self._persisting.add(task)
            task.add_done_callback(self._persisting.discard)
            raise OutcomeUnrecordedError(outcome) from error
        report_end(job.execution, outcome)
        return outcome

    async def submit(self, execution: Execution, terms: Terms = Terms()) -> None:
        """Record an execution as Pending and put it in the queue.

        Raises:
            AlreadyCreatedError: it exists.
            DuplicateError: the idempotency key has been used.
            StorageError: it is neither recorded nor queued, or not permitted.
        """
        until = now() + timedelta(seconds=PENDING_SECONDS)
        opened = await self._executions.create(
            execution, None, until, terms.idempotency, terms.permit
        )
        try:
            await together(self.enqueue(_org_of(execution), execution.id), terms.at_end())
        except StorageError:
            await self._executions.withdraw(opened, terms.idempotency)
            raise
        event("queued", execution)

    async def enqueue(self, org_id: str | None, execution_id: str, delay_seconds: int = 0) -> None:
        """Put an execution in the queue. One message too many does no harm."""
        await self._queue.send(Message(org_id, execution_id).dump(), delay_seconds)

    async def work(self, job: Job, opened: OpenExecution) -> Outcome:
        """Run the attempts of an execution that is Running in this process.

        Raises:
            OwnershipLostError: somebody else has ended it or taken it over meanwhile.
        """
        # Its own time: the request that waits for it has had what it may take.
        with without_deadline():
            return await self._work(job, opened)

    async def _work(self, job: Job, opened: OpenExecution) -> Outcome:
        execution = job.execution
        here = self._running[execution.id] = (asyncio.get_running_loop(), job.stop)
        beats = [
            asyncio.create_task(beat(job, opened)) for beat in (self._flush_often, self._renew)
        ]
        try:
            with span("ringfence.execution", execution, mode=execution.mode.value):
                outcome = await self._attempts(job, opened)
        finally:
            # Unless it has been taken over within this very process.
            if self._running.get(execution.id) is here:
                del self._running[execution.id]
            for beat in beats:
                beat.cancel()
            for ended in await asyncio.gather(*beats, return_exceptions=True):
                if isinstance(ended, Exception):
                    # Its end is recorded nevertheless.
                    _log.error("execution %s: a heartbeat failed", execution.id, exc_info=ended)
        if job.lost:
            raise OwnershipLostError(execution.id)
        return outcome

    def stop_here(self, execution_id: str) -> None:
        """Stop an execution at once if it runs in this process."""
        found = self._running.get(execution_id)
        if found is not None:
            loop, stop = found
            loop.call_soon_threadsafe(stop.set)

    async def finish_with_patience(
        self,
        opened: OpenExecution,
        outcome: Outcome,
        attempts: list[dict[str, Any]],
        seconds: float,
    ) -> None:
        """Record an end, trying again while storage is down; the lease is renewed meanwhile.

        Each try may take longer than the one before: what is recorded may be large.

        Raises:
            OwnershipLostError: somebody else has ended or taken it.
            StorageError: storage stayed down.
        """
        ends = time.monotonic() + seconds
        delay, limit = 0.5, _STORE_SECONDS
        renewing = asyncio.create_task(_keep_lease(opened))
        try:
            while True:
                try:
                    with within(limit):
                        await opened.finish(outcome, attempts)
                except StorageError:
                    if time.monotonic() + delay > ends:
                        raise
                    await asyncio.sleep(delay)
                    delay, limit = min(delay * 2, 10), limit * 2
                else:
                    return
        finally:
            renewing.cancel()

    async def _attempts(self, job: Job, opened: OpenExecution) -> Outcome:
        options = job.workflow.options
        policy = job.workflow.retry
        ends = time.monotonic() + options.max_duration_seconds
        while True:
            number = opened.attempt
            event("started", job.execution, attempt=number)
            begun = now()
            job.state = state = self._state(job)
            limit = max(0.001, min(options.timeout_seconds, ends - time.monotonic()))
            function, arguments = job.workflow.function, job.bound.arguments
            outcome = await run(options.name, function, state, arguments, limit, job.stop)
            job.attempts.append(attempt_entry(number, iso(begun), outcome))
            failure = outcome.failure
            if failure is None or job.stop.is_set() or outcome.status not in _REPEATABLE:
                return outcome
            delay = policy.delay(number, random.random)
            late = time.monotonic() + delay >= ends
            if late or number >= job.execution.max_attempts:
                return outcome
            if not policy.repeats(failure.error, number):
                return outcome
            event("retrying", job.execution, attempt=number, error=failure.error, delay=delay)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(job.stop.wait(), delay)
            if job.stop.is_set():
                return _cancelled(outcome)
            try:
                await opened.begin(lease_end(), job.attempts)
            except StorageError:
                # Nobody would see that attempt, so it does not take place.
                _log.warning("execution %s is not repeated: storage fails", job.execution.id)
                return outcome

    def _state(self, job: Job) -> ExecutionState:
        execution = job.execution
        before = job.state
        calls = before.calls.entries() if before else job.earlier.integration_calls
        return ExecutionState(
            execution_id=execution.id,
            organization=execution.organization,
            caller=execution.caller,
            config=job.config,
            read_secret=job.read_secret,
            store=self._caches.of(_org_of(execution)),
            variables=dict(job.bound.variables),
            logs=before.logs if before else list(job.earlier.logs),
            checkpoints=before.checkpoints if before else list(job.earlier.checkpoints),
            calls=CallLog(settled(calls)),
            secrets=before.secrets if before else set(),
        )

    async def _renew(self, job: Job, opened: OpenExecution) -> None:
        """Give signs of life, however long it takes meanwhile to write what is recorded."""
        while True:
            await asyncio.sleep(LEASE_SECONDS / 3)
            try:
                await opened.extend(lease_end())
            except OwnershipLostError:
                _lose(job)
                return
            except StorageError as error:
                _log.warning("the lease of execution %s: %s", job.execution.id, error)

    async def _flush_often(self, job: Job, opened: OpenExecution) -> None:
        """Write what is recorded and notice requests to cancel, about each second."""
        spent = 0.0
        while True:
            # Who records so much that writing it takes seconds gets it written less often.
            await asyncio.sleep(max(BEAT_SECONDS, min(_SHARE * spent, LEASE_SECONDS / 3)))
            begun = time.monotonic()
            try:
                if job.state is not None:
                    await opened.flush(recording_of(job.state))
            except OwnershipLostError:
                _lose(job)
                return
            except StorageError as error:
                _log.warning("execution %s is not flushed: %s", job.execution.id, error)
            spent = time.monotonic() - begun
            if opened.cancel_requested:
                job.stop.set()

    async def _persist(self, opened: OpenExecution, outcome: Outcome, job: Job) -> None:
        try:
            await self.finish_with_patience(opened, outcome, job.attempts, _PERSISTENCE_SECONDS)
        except (StorageError, OwnershipLostError):
            _log.exception("the end of execution %s is not recorded", job.execution.id)
        else:
            report_end(job.execution, outcome)


class OutcomeUnrecordedError(Exception):
    """A workflow has run, but its end is not recorded yet."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.status.value)
        self.outcome = outcome


def _lose(job: Job) -> None:
    if not job.lost:
        event("lost", job.execution, logging.ERROR)
    job.lost = True
    job.stop.set()


def report_end(execution: Execution, outcome: Outcome) -> None:
    """Log the end of an execution."""
    level = logging.INFO if outcome.status is ExecutionStatus.SUCCESS else logging.WARNING
    error = outcome.failure.error if outcome.failure else None
    event(
        "ended",
        execution,
        level,
        status=outcome.status.value,
        duration_ms=outcome.duration_ms,
        error=error,
    )


def lease_end() -> datetime:
    """Return until when a worker that is alive now counts as alive."""
    return now() + timedelta(seconds=LEASE_SECONDS)


def attempt_entry(number: int, begun: str | None, outcome: Outcome) -> dict[str, Any]:
    """Describe one attempt for the record."""
    failure = outcome.failure
    return {
        "number": number,
        "status": outcome.status.value,
        "startedAt": begun,
        "completedAt": iso(outcome.completed_at),
        "durationMs": outcome.duration_ms,
        "error": failure.error if failure else None,
        "message": redact_text(failure.message, outcome.recording.secrets) if failure else None,
    }


def _cancelled(outcome: Outcome) -> Outcome:
    failure = Failure("Cancelled", "the execution was cancelled between two attempts")
    return replace(outcome, status=ExecutionStatus.CANCELLED, failure=failure)


def _org_of(execution: Execution) -> str | None:
    return execution.organization.id if execution.organization else None


async def _keep_lease(opened: OpenExecution) -> None:
    while True:
        await asyncio.sleep(LEASE_SECONDS / 10)
        try:
            await opened.extend(lease_end())
        except OwnershipLostError:
            # Or it has just been ended; the write itself finds out.
            return
        except StorageError as error:
            _log.warning("the lease of execution %s: %s", opened.id, error)
