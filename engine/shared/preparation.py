"""From what was asked for to what can run: workflow, organization, caller, parameters, config.

The same for a request and, possibly much later, for a message of the queue: a client that has
been switched off meanwhile gets nothing run.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from engine.shared.api_errors import BadRequestError, NotFoundError
from engine.shared.context import Organization
from engine.shared.declarations import Workflow
from engine.shared.executions import Execution, RunMode
from engine.shared.executor import Job
from engine.shared.models import ExecutionMode
from engine.shared.organizations import Organizations
from engine.shared.registry import Registry
from engine.shared.retry_policy import CRASH_ATTEMPTS


class Preparation:
    """Makes jobs."""

    def __init__(self, organizations: Organizations) -> None:
        self._organizations = organizations

    async def job_of(self, row: Mapping[str, Any], body: dict[str, Any], registry: Registry) -> Job:
        """Return the job of a recorded execution.

        Raises:
            ApiError: it cannot run any more, and why.
            StorageError: a table cannot be read.
        """
        organization = None
        if row["OrgId"]:
            organization = await self._organizations.active(row["OrgId"])
        caller = await self._organizations.caller(row["ExecutedBy"])
        # As it was submitted: a key may not know the name that the person has by now.
        caller = replace(caller, name=row["ExecutedByName"] or caller.name)
        execution = Execution(
            id=row["ExecutionId"],
            workflow=row["WorkflowName"],
            organization=organization,
            caller=caller,
            input=body,
            created_at=datetime.fromisoformat(row["CreatedAt"]).astimezone(UTC),
            mode=RunMode(row["Mode"]),
            max_attempts=row["MaxAttempts"],
            parent=row.get("ParentId"),
        )
        workflow = find_workflow(registry, execution.workflow, organization)
        return await self.job(execution, workflow)

    async def job(self, execution: Execution, workflow: Workflow) -> Job:
        """Return the job of an execution whose organization and caller are known to be active.

        Raises:
            InvalidParametersError: its input does not fit the workflow.
            StorageError: the configuration cannot be read.
        """
        bound = workflow.parameters.bind(execution.input)
        store = self._organizations.open(execution.organization)
        config = await store.config()
        return Job(execution, workflow, bound, config, store.secret_reader(config))


def find_workflow(
    registry: Registry, name: str, organization: Organization | None, *, for_many: bool = False
) -> Workflow:
    """Return a workflow that can run for this organization, for none, or for many.

    Raises:
        NotFoundError: there is no such workflow.
        BadRequestError: it needs an organization.
    """
    workflow = registry.workflows.get(name)
    if workflow is None:
        raise NotFoundError(f"there is no workflow {name[:128]!r}; see /api/registry/metadata")
    if organization is None and workflow.options.requires_org and not for_many:
        raise BadRequestError(
            f"workflow {name!r} runs for an organization: send its id in X-Organization-Id"
        )
    return workflow


def mode_of(workflow: Workflow) -> RunMode:
    """Return how a request runs a workflow; a scheduled one is started like an async one."""
    if workflow.options.execution_mode is ExecutionMode.SYNC:
        return RunMode.SYNC
    return RunMode.QUEUED


def attempts_of(workflow: Workflow, mode: RunMode) -> int:
    """Return how often an execution is begun at most."""
    declared = workflow.retry.max_attempts
    if mode is RunMode.SYNC or workflow.options.retry_policy is not None:
        return declared
    return CRASH_ATTEMPTS
