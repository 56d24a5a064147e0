"""Write what happened: the full record by organization, a summary by the user who started it."""

from __future__ import annotations

import logging
from dataclasses import asdict
from typing import Any, Final

from engine.shared.clock import iso
from engine.shared.executions import Execution, Outcome
from engine.shared.models import ExecutionStatus
from engine.shared.organizations import GLOBAL
from engine.shared.redaction import redact, redact_text
from engine.shared.storage.chunks import Packed, overflow_key, pack
from engine.shared.storage.errors import StorageError
from engine.shared.storage.keys import newest_first
from engine.shared.storage.tables import Partition, Table, Tables
from engine.shared.values import dump

_log = logging.getLogger(__name__)

_SUMMARY_CHARACTERS: Final = 1000


class ExecutionLogger:
    """Writes the tables ``WorkflowExecutions`` and ``UserExecutions``."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def started(self, execution: Execution) -> None:
        """Record that the execution is running, in both tables or in neither.

        Raises:
            StorageError: it cannot be recorded, so it must not run.
        """
        key = _row_key(execution)
        packed = pack({"Input": dump(redact(execution.input))})
        head = {**_identity(execution), "Status": ExecutionStatus.RUNNING.value}
        organization = self._of_organization(execution)
        await _put(organization, key, head, packed)
        try:
            await self._of_user(execution).put(key, head)
        except StorageError:
            await _withdraw(organization, key, packed)
            raise

    async def finished(self, execution: Execution, outcome: Outcome) -> None:
        """Record how the execution ended, in both tables.

        Raises:
            StorageError: it cannot be recorded.
        """
        key = _row_key(execution)
        summary = _summary(outcome)
        packed = pack(_texts(outcome))
        organization = self._of_organization(execution)
        await _merge(organization, key, summary, packed)
        await self._of_user(execution).merge(key, summary)

    def _of_organization(self, execution: Execution) -> Partition:
        owner = execution.organization.id if execution.organization else GLOBAL
        return self._tables.partition(Table.WORKFLOW_EXECUTIONS, owner)

    def _of_user(self, execution: Execution) -> Partition:
        return self._tables.partition(Table.USER_EXECUTIONS, execution.caller.user_id)


def _row_key(execution: Execution) -> str:
    return newest_first(execution.started_at, execution.id)


def _identity(execution: Execution) -> dict[str, Any]:
    return {
        "ExecutionId": execution.id,
        "WorkflowName": execution.workflow,
        "OrgId": execution.organization.id if execution.organization else "",
        "ExecutedBy": execution.caller.user_id,
        "ExecutedByName": execution.caller.name,
        "StartedAt": iso(execution.started_at),
    }


def _summary(outcome: Outcome) -> dict[str, Any]:
    summary: dict[str, Any] = {
        "Status": outcome.status.value,
        "CompletedAt": iso(outcome.completed_at),
        "DurationMs": outcome.duration_ms,
    }
    if outcome.failure is not None:
        # The whole error is in the record; a list needs one line of it.
        message = redact_text(outcome.failure.message, outcome.recording.secrets)
        summary["ErrorType"] = outcome.failure.error[:_SUMMARY_CHARACTERS]
        summary["ErrorMessage"] = message[:_SUMMARY_CHARACTERS]
    return summary


def _texts(outcome: Outcome) -> dict[str, str]:
    recording = outcome.recording
    values = {
        "Result": outcome.result,
        "Error": asdict(outcome.failure) if outcome.failure else None,
        "Logs": recording.logs,
        "Checkpoints": recording.checkpoints,
        "Variables": recording.variables,
    }
    return {
        name: dump(redact(value, recording.secrets))
        for name, value in values.items()
        if value is not None
    }


async def _put(partition: Partition, key: str, head: dict[str, Any], packed: Packed) -> None:
    await _overflow(partition, key, packed)
    await partition.put(key, {**head, **packed.properties})


async def _merge(partition: Partition, key: str, head: dict[str, Any], packed: Packed) -> None:
    await _overflow(partition, key, packed)
    await partition.merge(key, {**head, **packed.properties})


async def _overflow(partition: Partition, key: str, packed: Packed) -> None:
    # Before the row that counts them: a reader never finds a count without its parts.
    for suffix, properties in packed.overflow.items():
        await partition.put(overflow_key(key, suffix), properties)


async def _withdraw(partition: Partition, key: str, packed: Packed) -> None:
    """Take back a record whose execution will not run."""
    try:
        await partition.delete(key)
        for suffix in packed.overflow:
            await partition.delete(overflow_key(key, suffix))
    except StorageError:
        _log.exception("execution record %s says Running, but nothing runs", key)
