"""Refusals of the runtime on their way to the audit log.

The import guard and the backstop report them synchronously, in the middle of what they refuse;
they wait here until a request can write them.
"""

from __future__ import annotations

import logging
from collections import deque
from typing import Final

from engine.shared.audit import AuditLog
from engine.shared.storage.errors import StorageError
from engine.shared.violation import Violation

_log = logging.getLogger(__name__)

# A workflow that retries a refused import in a loop must not fill the memory or the table.
_MAX_WAITING: Final = 256


class Violations:
    """A bounded queue of refusals. `report` may be called from any thread."""

    def __init__(self) -> None:
        self._waiting: deque[Violation] = deque(maxlen=_MAX_WAITING)

    def report(self, violation: Violation) -> None:
        """Take a violation; the oldest one gives way when too many wait."""
        self._waiting.append(violation)

    async def flush(self, audit: AuditLog) -> None:
        """Write what waits. What cannot be written keeps waiting for the next request."""
        while self._waiting:
            violation = self._waiting.popleft()
            try:
                await audit.violation(violation)
            except BaseException as error:
                # Also when the request's time is over in the middle of it: twice in the log is
                # better than not at all.
                self._waiting.appendleft(violation)
                if not isinstance(error, StorageError):
                    raise
                _log.warning("refused imports wait for the audit log: %s", error)
                return
