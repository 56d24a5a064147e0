"""One execution as the engine carries it from request to record."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from engine.shared.context import Caller, Organization
from engine.shared.models import ExecutionStatus


@dataclass(frozen=True)
class Execution:
    """A workflow run that is about to start.

    Attributes:
        input: the request body as it was sent.
    """

    id: str
    workflow: str
    organization: Organization | None
    caller: Caller
    input: dict[str, Any]
    started_at: datetime


@dataclass(frozen=True)
class Failure:
    """Why an execution did not succeed.

    Attributes:
        message: for the caller; says nothing about exceptions the author did not foresee.
        internal: for the record only, such as the traceback; None if there is nothing more.
    """

    error: str
    message: str
    details: Any = None
    internal: str | None = None


@dataclass(frozen=True)
class Recording:
    """What the workflow recorded while it ran, as JSON values.

    Attributes:
        secrets: texts that must not be stored.
    """

    logs: list[Any] = field(default_factory=list)
    checkpoints: list[Any] = field(default_factory=list)
    variables: dict[str, Any] = field(default_factory=dict)
    secrets: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Outcome:
    """How an execution ended.

    Attributes:
        duration_ms: how long the workflow ran, the engine's own work not counted.
        result: a JSON value; None unless the status is Success.
    """

    status: ExecutionStatus
    completed_at: datetime
    duration_ms: int
    result: Any = None
    failure: Failure | None = None
    recording: Recording = field(default_factory=Recording)
