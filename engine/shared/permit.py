"""Leave for one call to go on, which is given by writing its audit row.

The row is written while other things are looked up and prepared. What the call does, and what its
caller is told, waits for it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

from engine.shared.audit import AuditEntry, AuditLog


class Permit:
    """The audit row of one request, or None: a request that needs none."""

    def __init__(
        self, audit: AuditLog, writing: Coroutine[Any, Any, AuditEntry] | None = None
    ) -> None:
        """Begin to write the row."""
        self._audit = audit
        self._told: int | None = None
        self._writing: asyncio.Task[AuditEntry] | None = None
        if writing is not None:
            self._writing = asyncio.create_task(writing)
            self._writing.add_done_callback(_observe)

    async def granted(self) -> None:
        """Return once the row is written.

        Raises:
            StorageError: it cannot be, so the call must not go on.
        """
        if self._writing is not None:
            # Shielded: whoever stops waiting for it does not stop the row itself.
            await asyncio.shield(self._writing)

    async def complete(self, status: int) -> None:
        """Add to the row how the call has ended, unless it says so already."""
        if self._writing is not None and self._told != status:
            entry = await asyncio.shield(self._writing)
            self._told = status
            await self._audit.complete(entry, status)


def _observe(task: asyncio.Task[AuditEntry]) -> None:
    # Whoever waits is told as well; a request that was broken off has nobody who does.
    if not task.cancelled():
        task.exception()
