"""End a process that gives nobody a turn any more.

Native code that a workflow calls, such as a regular expression that backtracks without end, may
hold the interpreter for hours: then no time limit strikes and no request is answered. While
workspace code runs, a native timer counts; unless the event loop puts it back in time, it writes
the stack of every thread to standard error and ends the process. The host starts another one, and
what was running comes again or is closed, as after any crash.
"""

from __future__ import annotations

import asyncio
import faulthandler
import sys
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

# Twice the time after which a worker that shows no sign of life counts as lost.
LIMIT_SECONDS = 60.0

_STANDARD_ERROR: Final = 2
_lock: Final = threading.Lock()
_watched: Final[set[object]] = set()


@asynccontextmanager
async def watched() -> AsyncIterator[None]:
    """End the process if the running event loop gets no turn while the block lasts."""
    me = object()
    with _lock:
        _watched.add(me)
    keeping = asyncio.create_task(_keep())
    try:
        # At once: the loop may get no turn any more.
        _put_back()
        yield
    finally:
        keeping.cancel()
        with _lock:
            _watched.discard(me)
            if not _watched:
                faulthandler.cancel_dump_traceback_later()


async def _keep() -> None:
    while True:
        await asyncio.sleep(LIMIT_SECONDS / 6)
        _put_back()


def _put_back() -> None:
    # A debugger stops all threads for as long as its user thinks.
    if "pydevd" in sys.modules:
        return
    with _lock:
        if _watched:
            faulthandler.dump_traceback_later(LIMIT_SECONDS, exit=True, file=_STANDARD_ERROR)
