"""One workflow for many organizations: a parent execution and a child for each.

The parent advances in steps that its message drives; each step looks at the children's records,
starts the next ones, and comes again. Nothing is held in memory, so a crash costs one step.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from engine.shared.api_errors import BadRequestError, ForbiddenError
from engine.shared.clock import now
from engine.shared.context import Caller, Organization
from engine.shared.events import event
from engine.shared.execution_ids import derived_id, new_id
from engine.shared.execution_logger import AlreadyCreatedError, ExecutionLogger
from engine.shared.executions import Execution, Failure, Idempotency, Outcome, RunMode
from engine.shared.executor import Executor, Terms, lease_end
from engine.shared.models import ExecutionDetails, ExecutionStatus
from engine.shared.open_execution import OpenExecution, OwnershipLostError
from engine.shared.organization_ids import OrganizationIds
from engine.shared.organizations import Organizations
from engine.shared.preparation import attempts_of
from engine.shared.registry import Registry
from engine.shared.transitions import FINAL, TransitionError

KEY: Final = "_organizations"
# Children that are not final at the same time.
AT_ONCE: Final = 5
_STEP_SECONDS: Final = 1


class FanOut:
    """Starts and advances fan-outs."""

    def __init__(
        self,
        organizations: Organizations,
        ids: OrganizationIds,
        executions: ExecutionLogger,
        executor: Executor,
    ) -> None:
        self._organizations = organizations
        self._ids = ids
        self._executions = executions
        self._executor = executor

    async def submit(
        self,
        workflow: str,
        body: Mapping[str, Any],
        caller: Caller,
        idempotency: Idempotency | None,
    ) -> str:
        """Queue a fan-out and return the parent's id.

        Raises:
            BadRequestError: the body does not name organizations.
            ForbiddenError: one of them is unknown or inactive.
            StorageError: nothing was queued.
        """
        org_ids = await self._targets(body[KEY])
        moment = now()
        execution = Execution(
            id=new_id(moment),
            workflow=workflow,
            organization=None,
            caller=caller,
            input={**body, KEY: org_ids},
            created_at=moment,
            mode=RunMode.FANOUT,
        )
        await self._executor.submit(execution, Terms(idempotency))
        return execution.id

    async def advance(self, opened: OpenExecution, registry: Registry) -> None:
        """Take a parent one step further.

        Raises:
            StorageError: the step must be repeated.
        """
        body = await self._executions.payload(None, opened.id)
        workflow = registry.workflows.get(opened.row["WorkflowName"])
        if body is None:
            return
        try:
            if opened.status is ExecutionStatus.PENDING:
                await opened.begin(lease_end(), [])
            if workflow is None:
                failure = Failure("NotFound", "the workflow is not served any more")
                await self._end(opened, ExecutionStatus.FAILED, {}, failure)
                return
            ids = {org: _child_id(opened, org) for org in body[KEY]}
            found = dict(zip(ids, await self._children(ids), strict=True))
            running = [one for one in found.values() if one and one.status not in FINAL]
            waiting = [org_id for org_id, one in found.items() if one is None]
            if opened.cancel_requested:
                await self._cancel(running)
                waiting = []
            if not running and not waiting:
                await self._conclude(opened, found)
                return
            request = {key: value for key, value in body.items() if key != KEY}
            limit = attempts_of(workflow, RunMode.QUEUED)
            for org_id in waiting[: AT_ONCE - len(running)]:
                await self._start(opened, org_id, ids[org_id], request, limit)
            await opened.extend(lease_end())
            await self._executor.enqueue(None, opened.id, _STEP_SECONDS)
        except (OwnershipLostError, TransitionError):
            # Another delivery of the same message was faster.
            return

    async def _targets(self, wanted: Any) -> list[str]:
        if wanted == "all":
            return await self._ids.all(active=True)
        good = isinstance(wanted, list) and wanted and all(isinstance(one, str) for one in wanted)
        if not good:
            raise BadRequestError(f'{KEY} must be "all" or a list of organizations\' ids')
        org_ids = list(dict.fromkeys(wanted))
        found = await asyncio.gather(*(self._organizations.find(one) for one in org_ids))
        missing = [one for one, known in zip(org_ids, found, strict=True) if known is None]
        if missing:
            raise ForbiddenError(
                f"unknown or inactive organization in {KEY}: {missing[0][:64]!r}",
                {"organizations": [one[:64] for one in missing[:20]]},
            )
        return org_ids

    async def _children(self, ids: Mapping[str, str]) -> Sequence[ExecutionDetails | None]:
        gate = asyncio.Semaphore(AT_ONCE)

        async def one(org_id: str, child_id: str) -> ExecutionDetails | None:
            async with gate:
                return await self._executions.find(org_id, child_id)

        return await asyncio.gather(*(one(org_id, child) for org_id, child in ids.items()))

    async def _start(
        self, parent: OpenExecution, org_id: str, child_id: str, body: dict[str, Any], limit: int
    ) -> None:
        row = parent.row
        execution = Execution(
            id=child_id,
            workflow=row["WorkflowName"],
            # The id is all that is recorded; the child itself asks whether it is still active.
            organization=Organization(org_id, org_id),
            caller=Caller(row["ExecutedBy"], None, row["ExecutedByName"]),
            input=body,
            created_at=_created(parent),
            mode=RunMode.QUEUED,
            max_attempts=limit,
            parent=parent.id,
        )
        try:
            await self._executor.submit(execution)
        except AlreadyCreatedError:
            # By a step that did not get any further; its message may be lost with it.
            await self._executor.enqueue(org_id, child_id)

    async def _cancel(self, children: list[ExecutionDetails]) -> None:
        for child in children:
            opened = await self._executions.open(child.organization_id, child.execution_id)
            if opened is not None and opened.status not in FINAL:
                await opened.request_cancel("fan-out")
                self._executor.stop_here(child.execution_id)

    async def _conclude(
        self, opened: OpenExecution, found: Mapping[str, ExecutionDetails | None]
    ) -> None:
        results = {org_id: _result(one) for org_id, one in found.items()}
        good = sum(
            one is not None and one.status is ExecutionStatus.SUCCESS for one in found.values()
        )
        status = ExecutionStatus.COMPLETED_WITH_ERRORS
        failure = None
        if opened.cancel_requested:
            status = ExecutionStatus.CANCELLED
            failure = Failure("Cancelled", "the execution was cancelled")
        elif good == len(found):
            status = ExecutionStatus.SUCCESS
        elif good == 0:
            status = ExecutionStatus.FAILED
            failure = Failure("AllFailed", "the workflow succeeded for no organization")
        summary = {"succeeded": good, "failed": len(found) - good, "organizations": results}
        await self._end(opened, status, summary, failure)

    async def _end(
        self,
        opened: OpenExecution,
        status: ExecutionStatus,
        result: dict[str, Any],
        failure: Failure | None,
    ) -> None:
        duration = round((now() - _created(opened)).total_seconds() * 1000)
        await opened.finish(Outcome(status, now(), duration, result, failure), [])
        execution = Execution(
            opened.id, opened.row["WorkflowName"], None, Caller("", None, ""), {}, _created(opened)
        )
        event("fanned_out", execution, status=status.value, children=len(result))


def _child_id(parent: OpenExecution, org_id: str) -> str:
    return derived_id(_created(parent), "fan-out", parent.id, org_id)


def _created(opened: OpenExecution) -> datetime:
    return datetime.fromisoformat(opened.row["CreatedAt"]).astimezone(UTC)


def _result(child: ExecutionDetails | None) -> dict[str, Any]:
    if child is None:
        return {"executionId": None, "status": "NotStarted", "result": None, "error": None}
    return {
        "executionId": child.execution_id,
        "status": child.status.value,
        "result": child.result,
        "error": child.error.to_json() if child.error else None,
    }
