"""The vocabulary of the engine: enumerations, and the JSON documents its endpoints answer with.

``__all__`` is what workspace code may import; the response documents are the engine's own.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

__all__ = ["ConfigType", "ExecutionMode", "ExecutionStatus", "ParameterType", "UserType"]


class ExecutionStatus(StrEnum):
    """Where an execution stands."""

    PENDING = "Pending"
    RUNNING = "Running"
    SUCCESS = "Success"
    FAILED = "Failed"
    TIMED_OUT = "TimedOut"
    CANCELLED = "Cancelled"
    COMPLETED_WITH_ERRORS = "CompletedWithErrors"


class ExecutionMode(StrEnum):
    """How a workflow is started."""

    SYNC = "sync"
    ASYNC = "async"
    SCHEDULED = "scheduled"


class ParameterType(StrEnum):
    """What ``@param`` accepts as a type."""

    STRING = "string"
    INT = "int"
    BOOL = "bool"
    FLOAT = "float"
    JSON = "json"
    LIST = "list"
    EMAIL = "email"


class ConfigType(StrEnum):
    """How the text of a configuration row is read."""

    STRING = "string"
    INT = "int"
    BOOL = "bool"
    JSON = "json"
    SECRET_REF = "secret_ref"  # noqa: S105 - the name of a type, not a secret


class UserType(StrEnum):
    """Whether a user belongs to the provider or to a client organization."""

    PLATFORM = "PLATFORM"
    ORG = "ORG"


class Document(BaseModel):
    """A JSON document with camelCase keys."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, frozen=True)

    def to_json(self) -> dict[str, Any]:
        """Return the document as a JSON object, absent (None) members included."""
        # Python mode: pydantic's JSON mode refuses text with lone surrogates, which clients send.
        return self.model_dump(by_alias=True)


class ErrorInfo(Document):
    """Why an execution did not succeed, as its caller may know it."""

    error: str
    message: str
    details: Any = None


class ExecutionResponse(Document):
    """The answer to a request that started an execution. Times are ISO 8601 in UTC.

    ``duration_ms`` and ``completed_at`` are None while it has not ended.
    """

    execution_id: str
    status: ExecutionStatus
    result: Any
    error: ErrorInfo | None
    duration_ms: int | None
    started_at: str | None
    completed_at: str | None


class ExecutionSummary(Document):
    """One execution as lists show it. ``parent_id`` names the fan-out that started it."""

    execution_id: str
    workflow_name: str
    organization_id: str | None
    status: ExecutionStatus
    mode: str
    executed_by: str
    executed_by_name: str
    created_at: str
    started_at: str | None
    completed_at: str | None
    duration_ms: int | None
    attempt: int
    max_attempts: int
    parent_id: str | None
    cancel_requested: bool
    error: ErrorInfo | None


class ExecutionDetails(ExecutionSummary):
    """One execution with everything that was recorded, redacted."""

    input: Any
    result: Any
    attempts: list[Any]
    logs: list[Any]
    checkpoints: list[Any]
    variables: dict[str, Any]
    integration_calls: list[Any]


class ExecutionList(Document):
    """A page of executions, newest first. ``continuation_token`` is None on the last one."""

    executions: list[ExecutionSummary]
    continuation_token: str | None


class ParameterInfo(Document):
    """One parameter of a workflow or data provider, as forms need it."""

    name: str
    type: ParameterType
    label: str
    required: bool
    validation: dict[str, Any]
    data_provider: str | None
    default_value: Any
    help_text: str | None


class WorkflowInfo(Document):
    """One workflow as the registry describes it."""

    name: str
    description: str
    category: str
    tags: list[str]
    execution_mode: ExecutionMode
    timeout_seconds: float
    max_duration_seconds: float
    retry_policy: dict[str, Any] | None
    schedule: str | None
    requires_org: bool
    expose_in_forms: bool
    requires_approval: bool
    required_permission: str
    parameters: list[ParameterInfo]


class DataProviderInfo(Document):
    """One data provider as the registry describes it."""

    name: str
    description: str
    category: str
    cache_ttl_seconds: float
    parameters: list[ParameterInfo]


class QuarantinedInfo(Document):
    """A sealed module that is not served, and why."""

    file: str
    module: str
    error: str


class QuarantinedDetails(QuarantinedInfo):
    """The same for proven callers, with where it went wrong."""

    traceback: str


class RegistryMetadata(Document):
    """Everything the engine serves."""

    workflows: list[WorkflowInfo]
    data_providers: list[DataProviderInfo]
    quarantined: list[QuarantinedDetails]


class HealthReport(Document):
    """Whether the engine serves workflows. ``reason``, ``file`` and ``remedy`` say why not."""

    status: str
    reason: str | None
    file: str | None
    remedy: str | None
    ruleset: str | None
    workflows: int
    data_providers: int
    quarantined: list[QuarantinedInfo]


class FunctionKeyInfo(Document):
    """One issued function key, without its secret. Times are ISO 8601 in UTC."""

    id: str
    name: str
    status: str
    organizations: list[str]
    workflows: list[str]
    admin: bool
    created_at: str
    created_by: str
    expires_at: str
    last_used_at: str | None
    revoked_at: str | None
    revoked_by: str | None
    replaces: str | None


class IssuedKeyInfo(Document):
    """A new key with its secret, which is shown this once."""

    secret: str
    key: FunctionKeyInfo


class RotatedKeyInfo(IssuedKeyInfo):
    """A key's successor, and the old key with the end of its overlap."""

    replaced: FunctionKeyInfo


class AuditEvent(Document):
    """One row of the audit log. Absent facts are null."""

    id: str
    event_time: str | None
    event_type: str
    key_id: str | None
    key_name: str | None
    user_id: str | None
    organization_id: str | None
    endpoint: str | None
    method: str | None
    remote_address: str | None
    user_agent: str | None
    status_code: int | None
    details: dict[str, Any]


class AuditPage(Document):
    """Some audit rows, newest first. ``continuation`` asks for more; null: there are none."""

    events: list[AuditEvent]
    continuation: str | None
