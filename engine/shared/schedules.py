"""What a tick of a scheduled workflow leads to: one execution per organization that wants it.

An organization wants it when its configuration has ``schedule:{workflow}`` as true; a value in
GLOBAL is everybody's default.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from datetime import datetime, timedelta
from typing import Final

from engine.shared.api_errors import ApiError
from engine.shared.clock import now
from engine.shared.context import Caller, Organization
from engine.shared.declarations import Workflow
from engine.shared.execution_ids import derived_id
from engine.shared.execution_logger import AlreadyCreatedError
from engine.shared.executions import Execution, RunMode
from engine.shared.executor import Executor
from engine.shared.ncrontab import parse_schedule
from engine.shared.organization_ids import OrganizationIds
from engine.shared.organizations import Organizations
from engine.shared.preparation import attempts_of
from engine.shared.storage.errors import StorageError
from engine.shared.storage.together import together

_log = logging.getLogger(__name__)

# A host may fire a moment before the tick.
_EARLY: Final = timedelta(milliseconds=500)
_AT_ONCE: Final = 8
# Storage that is down for a moment must not cost a tick; seconds between the tries.
_PAUSES: Final = (1.0, 5.0, 20.0)


def schedule_key(workflow: str) -> str:
    """Return the configuration key that switches a scheduled workflow on."""
    return f"schedule:{workflow}"


class Schedules:
    """Starts what a tick asks for."""

    def __init__(
        self, organizations: Organizations, ids: OrganizationIds, executor: Executor
    ) -> None:
        self._organizations = organizations
        self._ids = ids
        self._executor = executor

    async def tick(self, workflow: Workflow, moment: datetime | None = None) -> int:
        """Queue the executions of the last tick before ``moment``; return how many are new.

        Firing the same tick again, here or in another process, queues nothing new. Ticks before
        the last one are past: a host that was down does not make up for each of them.

        Raises:
            StorageError: some could not be queued, after several tries.
        """
        tick = parse_schedule(workflow.options.schedule or "").last((moment or now()) + _EARLY)
        if tick is None:
            return 0
        for pause in _PAUSES:
            try:
                return await self._all(workflow, tick)
            except StorageError:
                _log.warning("schedule of %s: storage fails, trying again", workflow.options.name)
                await asyncio.sleep(pause)
        return await self._all(workflow, tick)

    async def _all(self, workflow: Workflow, tick: datetime) -> int:
        if not workflow.options.requires_org:
            return int(await self._one(workflow, tick, None))
        gate = asyncio.Semaphore(_AT_ONCE)

        async def one(org_id: str) -> bool:
            async with gate:
                return await self._one(workflow, tick, org_id)

        ids = await self._ids.all(active=True)
        return sum(await together(*(one(org_id) for org_id in ids)))

    async def _one(self, workflow: Workflow, tick: datetime, org_id: str | None) -> bool:
        name = workflow.options.name
        organization: Organization | None = None
        if org_id is not None:
            with contextlib.suppress(ApiError):
                organization = await self._organizations.active(org_id)
            if organization is None:
                return False
        config = await self._organizations.open(organization).config()
        entry = config.get(schedule_key(name))
        if entry is None or entry.problem is not None or entry.value is not True:
            return False
        execution = Execution(
            id=derived_id(tick, "schedule", name, org_id or ""),
            workflow=name,
            organization=organization,
            caller=Caller(f"schedule:{name}", None, "Schedule"),
            input={},
            created_at=tick,
            mode=RunMode.SCHEDULED,
            max_attempts=attempts_of(workflow, RunMode.SCHEDULED),
        )
        try:
            await self._executor.submit(execution)
        except AlreadyCreatedError:
            return False
        return True
