"""One fetch at a time, for callers of several event loops."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Turns:
    """A lock for each event loop: those that come meanwhile wait for the first one's answer."""

    def __init__(self) -> None:
        self._locks: dict[asyncio.AbstractEventLoop, asyncio.Lock] = {}

    @property
    def taken(self) -> bool:
        """Whether somebody of this loop is inside: who can do without need not wait."""
        lock = self._locks.get(asyncio.get_running_loop())
        return lock is not None and lock.locked()

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait until nobody else of this loop is inside."""
        loop = asyncio.get_running_loop()
        lock = self._locks.setdefault(loop, asyncio.Lock())
        try:
            async with lock:
                yield
        finally:
            if not lock.locked():
                self._locks.pop(loop, None)
