"""A context for unit tests of workflows: no engine, no storage, no network."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.shared.cache import CacheStore
from engine.shared.config_values import plain
from engine.shared.context import Caller, Organization, OrganizationContext, open_context
from engine.shared.error_handling import ConfigurationError
from engine.shared.execution_state import ExecutionState
from engine.shared.integration_calls import CallLog


def build_test_context(
    *,
    org_id: str | None = "org-test",
    org_name: str = "Test Organization",
    tenant_id: str | None = None,
    executed_by: str = "tester@example.com",
    executed_by_email: str | None = "tester@example.com",
    executed_by_name: str = "Tester",
    execution_id: str = "test-execution",
    config: Mapping[str, Any] | None = None,
    secrets: Mapping[str, str] | None = None,
    variables: Mapping[str, Any] | None = None,
    logs: list[dict[str, Any]] | None = None,
    checkpoints: list[dict[str, Any]] | None = None,
    integration_calls: list[dict[str, Any]] | None = None,
) -> OrganizationContext:
    """Build a context to call a workflow with in a unit test.

    Args:
        org_id: None for a workflow that requires no organization.
        org_name: the organization's display name.
        tenant_id: the organization's Microsoft 365 tenant.
        executed_by: the caller's user id.
        executed_by_email: the caller's email address.
        executed_by_name: the caller's display name.
        execution_id: the id that ``context.execution_id`` returns.
        config: key -> value, what ``get_config`` returns.
        secrets: key -> secret, what ``get_secret`` returns.
        variables: body keys that no parameter declares.
        logs: a list of yours that receives each logged line, as a dict with the keys
            ``timestamp``, ``level``, ``message`` and ``data``.
        checkpoints: a list of yours that receives each checkpoint, as a dict with the keys
            ``timestamp``, ``name`` and ``data``.
        integration_calls: a list of yours that receives each call of another system, as a dict
            with the keys ``timestamp``, ``integration``, ``operation``, ``status``,
            ``statusCode``, ``durationMs``, ``error`` and ``data``.
    """
    known = dict(secrets or {})

    async def read_secret(key: str) -> str:
        if key not in known:
            raise ConfigurationError(f"there is no secret {key!r}")
        return known[key]

    organization = Organization(org_id, org_name, tenant_id) if org_id is not None else None
    state = ExecutionState(
        execution_id=execution_id,
        organization=organization,
        caller=Caller(executed_by, executed_by_email, executed_by_name),
        config=plain(config or {}),
        read_secret=read_secret,
        # Its own store: a context made by hand must not reach a real organization's cache.
        store=CacheStore(),
        variables=dict(variables or {}),
        logs=logs if logs is not None else [],
        checkpoints=checkpoints if checkpoints is not None else [],
        calls=CallLog(integration_calls),
    )
    return open_context(state)
