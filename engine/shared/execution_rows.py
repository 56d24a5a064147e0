"""Executions as table rows and back. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final

from engine.shared.clock import iso
from engine.shared.executions import Execution, Outcome, Recording
from engine.shared.integration_calls import settled
from engine.shared.models import ErrorInfo, ExecutionDetails, ExecutionStatus, ExecutionSummary
from engine.shared.redaction import redact, redact_text
from engine.shared.storage.chunks import ROW_CHARACTERS, Packed, pack
from engine.shared.transitions import FINAL
from engine.shared.values import dump

_SUMMARY_CHARACTERS: Final = 1000
TEXTS: Final = (
    "Input",
    "Result",
    "Error",
    "Attempts",
    "Logs",
    "Checkpoints",
    "Variables",
    "IntegrationCalls",
)
# What a further attempt adds to; variables begin anew with each.
CARRIED_OVER: Final = ("Logs", "Checkpoints", "IntegrationCalls")
_PIECE: Final = re.compile(rf"({'|'.join(TEXTS)})(?:_\d+|Chunks|Rows)?\Z")
# What lists need, and what the caller's own list repeats.
SUMMARY: Final = (
    "ExecutionId",
    "WorkflowName",
    "OrgId",
    "Status",
    "Mode",
    "ExecutedBy",
    "ExecutedByName",
    "CreatedAt",
    "StartedAt",
    "CompletedAt",
    "DurationMs",
    "Attempt",
    "MaxAttempts",
    "ParentId",
    "CancelRequestedBy",
    "ErrorType",
    "ErrorMessage",
)


def identity(execution: Execution) -> dict[str, Any]:
    """Return what never changes about an execution."""
    row: dict[str, Any] = {
        "ExecutionId": execution.id,
        "WorkflowName": execution.workflow,
        "OrgId": execution.organization.id if execution.organization else "",
        "ExecutedBy": execution.caller.user_id,
        "ExecutedByName": execution.caller.name,
        "CreatedAt": iso(execution.created_at),
        "Mode": execution.mode.value,
        "MaxAttempts": execution.max_attempts,
    }
    if execution.parent is not None:
        row["ParentId"] = execution.parent
    return row


def conclusion(outcome: Outcome) -> dict[str, Any]:
    """Return the short properties of an outcome."""
    row: dict[str, Any] = {
        "Status": outcome.status.value,
        "CompletedAt": iso(outcome.completed_at),
        "DurationMs": outcome.duration_ms,
    }
    if outcome.failure is not None:
        # The whole error is in the record; a list needs one line of it.
        message = redact_text(outcome.failure.message, outcome.recording.secrets)
        row["ErrorType"] = outcome.failure.error[:_SUMMARY_CHARACTERS]
        row["ErrorMessage"] = message[:_SUMMARY_CHARACTERS]
    return row


def recording_in(texts: Mapping[str, str]) -> Recording:
    """Return what earlier attempts have recorded, redacted as it is stored.

    Args:
        texts: those of `CARRIED_OVER` that there are.
    """

    def entries(name: str) -> list[Any]:
        return list(json.loads(texts.get(name, "[]")))

    calls = settled(entries("IntegrationCalls"))
    return Recording(entries("Logs"), entries("Checkpoints"), {}, calls)


def recorded(recording: Recording) -> dict[str, str]:
    """Return the texts of what a workflow recorded so far, redacted."""
    values = {
        "Logs": recording.logs,
        "Checkpoints": recording.checkpoints,
        "Variables": recording.variables,
        "IntegrationCalls": recording.integration_calls,
    }
    return {name: dump(redact(value, recording.secrets)) for name, value in values.items()}


def concluded(outcome: Outcome, *, keep_recording: bool = False) -> dict[str, str]:
    """Return the texts of an outcome, redacted.

    Args:
        outcome: how an execution ended.
        keep_recording: leave out what the workflow recorded.
    """
    values = {
        "Result": outcome.result,
        "Error": asdict(outcome.failure) if outcome.failure else None,
    }
    secrets = outcome.recording.secrets
    texts = {
        name: dump(redact(value, secrets)) for name, value in values.items() if value is not None
    }
    return texts if keep_recording else {**texts, **recorded(outcome.recording)}


def with_texts(row: Mapping[str, Any], texts: Mapping[str, str]) -> Packed:
    """Return ``row`` with some texts replaced, and the further rows that this takes."""
    kept = {name: value for name, value in row.items() if _text_of(name) not in texts}
    used = sum(len(value) for name, value in kept.items() if _text_of(name) and _is_text(value))
    packed = pack(texts, max(0, ROW_CHARACTERS - used))
    return Packed({**kept, **packed.properties}, packed.overflow)


def summary_of(row: Mapping[str, Any]) -> ExecutionSummary:
    """Describe a row as lists show it."""
    return ExecutionSummary(**_summary(row))


def details_of(row: Mapping[str, Any], texts: Mapping[str, str]) -> ExecutionDetails:
    """Describe a record with its texts; tracebacks stay in the record."""
    values = {name: json.loads(text) for name, text in texts.items()}
    error = values.get("Error")
    document = _summary(row)
    calls = values.get("IntegrationCalls", [])
    if document["status"] in FINAL:
        # A lost worker cannot say how its calls ended.
        calls = settled(calls)
    if error is not None:
        document["error"] = ErrorInfo(
            error=error["error"], message=error["message"], details=error["details"]
        )
    return ExecutionDetails(
        **document,
        input=values.get("Input"),
        result=values.get("Result"),
        attempts=values.get("Attempts", []),
        logs=values.get("Logs", []),
        checkpoints=values.get("Checkpoints", []),
        variables=values.get("Variables", {}),
        integration_calls=calls,
    )


def _summary(row: Mapping[str, Any]) -> dict[str, Any]:
    error = None
    if row.get("ErrorType") is not None:
        error = ErrorInfo(error=row["ErrorType"], message=row.get("ErrorMessage", ""))
    return {
        "execution_id": row["ExecutionId"],
        "workflow_name": row["WorkflowName"],
        "organization_id": row.get("OrgId") or None,
        "status": ExecutionStatus(row["Status"]),
        "mode": row.get("Mode", "sync"),
        "executed_by": row["ExecutedBy"],
        "executed_by_name": row.get("ExecutedByName", ""),
        "created_at": row["CreatedAt"],
        "started_at": row.get("StartedAt"),
        "completed_at": row.get("CompletedAt"),
        "duration_ms": row.get("DurationMs"),
        "attempt": row.get("Attempt", 0),
        "max_attempts": row.get("MaxAttempts", 1),
        "parent_id": row.get("ParentId"),
        "cancel_requested": "CancelRequestedBy" in row,
        "error": error,
    }


def _text_of(name: str) -> str | None:
    found = _PIECE.match(name)
    return found[1] if found else None


def _is_text(value: Any) -> bool:
    return isinstance(value, str)
