"""One execution as the engine carries it from request to record."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from engine.shared.context import Caller, Organization
from engine.shared.models import ExecutionStatus


class RunMode(StrEnum):
    """Who waits for an execution, and so who notices when its worker is gone."""

    SYNC = "sync"
    QUEUED = "async"
    SCHEDULED = "scheduled"
    FANOUT = "fanout"


@dataclass(frozen=True)
class Execution:
    """A workflow run as it was asked for.

    Attributes:
        id: carries ``created_at``, see `engine.shared.execution_ids`.
        input: the request body as it was sent.
        max_attempts: how often it is begun at most, crashes of workers included.
        parent: id of the fan-out that it is part of.
    """

    id: str
    workflow: str
    organization: Organization | None
    caller: Caller
    input: dict[str, Any]
    created_at: datetime
    mode: RunMode = RunMode.SYNC
    max_attempts: int = 1
    parent: str | None = None


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
    integration_calls: list[Any] = field(default_factory=list)
    secrets: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Outcome:
    """How an execution, or one attempt at it, ended.

    Attributes:
        duration_ms: how long the workflow ran, the engine's own work not counted.
        result: a JSON value; None unless the status says that there is one.
    """

    status: ExecutionStatus
    completed_at: datetime
    duration_ms: int
    result: Any = None
    failure: Failure | None = None
    recording: Recording = field(default_factory=Recording)


@dataclass(frozen=True)
class Idempotency:
    """What an ``Idempotency-Key`` says: the key's digest, and the digest of what it stands for."""

    key: str
    fingerprint: str
    expires_at: datetime
