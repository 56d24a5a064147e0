"""Find executions that nobody works on any more, and see to their end."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from typing import Final

from engine.shared.clock import iso, now
from engine.shared.deliveries import Deliveries
from engine.shared.execution_logger import ExecutionLogger, OpenRow
from engine.shared.executions import RunMode
from engine.shared.executor import PENDING_SECONDS, Executor
from engine.shared.models import ExecutionStatus
from engine.shared.open_execution import OwnershipLostError, is_final
from engine.shared.organization_ids import OrganizationIds
from engine.shared.storage.errors import StorageError

_log = logging.getLogger(__name__)

_AT_ONCE: Final = 8


class Sweeper:
    """Looks through the executions that are not final."""

    def __init__(
        self,
        organizations: OrganizationIds,
        executions: ExecutionLogger,
        executor: Executor,
        deliveries: Deliveries,
    ) -> None:
        self._organizations = organizations
        self._executions = executions
        self._executor = executor
        self._deliveries = deliveries

    async def sweep(self) -> int:
        """Go through all organizations once; return how many executions were seen to.

        Raises:
            StorageError: the list of organizations cannot be read.
        """
        gate = asyncio.Semaphore(_AT_ONCE)

        async def one(org_id: str | None) -> int:
            async with gate:
                try:
                    return await self._sweep(org_id)
                except StorageError as error:
                    _log.warning("organization %s is not swept: %s", org_id, error)
                    return 0

        everyone = [None, *await self._organizations.all(active=False)]
        return sum(await asyncio.gather(*(one(org_id) for org_id in everyone)))

    async def _sweep(self, org_id: str | None) -> int:
        moment = now()
        stale = [o for o in await self._executions.opened(org_id) if o.until < iso(moment)]
        for row in stale:
            try:
                await self._see_to(org_id, row)
            except OwnershipLostError:
                _log.info("execution %s has been seen to by somebody else", row.execution_id)
        await self._executions.forget_keys(org_id, moment)
        return len(stale)

    async def _see_to(self, org_id: str | None, row: OpenRow) -> None:
        opened = await self._executions.open(org_id, row.execution_id)
        if opened is None or is_final(opened.row):
            await self._executions.drop_open(org_id, row.execution_id)
            return
        if opened.status is ExecutionStatus.RUNNING and opened.row["Mode"] == RunMode.SYNC:
            await self._deliveries.close_orphan(opened)
            return
        # Its message may be lost, or hidden for a long time by a host that is gone.
        await self._executor.enqueue(org_id, row.execution_id)
        if opened.status is ExecutionStatus.PENDING:
            await opened.extend(now() + timedelta(seconds=PENDING_SECONDS))
