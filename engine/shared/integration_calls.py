"""What a workflow asks of other systems, as the execution record shows it.

A call is in the record from its beginning: when the worker dies in the middle of one, the record
says which system may or may not have done what it was asked for.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from types import TracebackType
from typing import Any, Final, Self

from engine.shared.error_handling import WorkflowException
from engine.shared.hidden import Closed, Slot, slot_name
from engine.shared.values import exact, to_json_value_or_note

__all__ = ["IntegrationCall"]

_FIRST_ERROR_STATUS: Final = 400
_LAST_STATUS: Final = 599


class CallStatus(StrEnum):
    """How a call stands or ended."""

    RUNNING = "Running"
    SUCCESS = "Success"
    FAILED = "Failed"
    CANCELLED = "Cancelled"
    # The execution ended, or its worker was lost, before the call was seen to end.
    UNKNOWN = "Unknown"


class CallLog:
    """The calls of one execution, in the order in which they began. Thread-safe."""

    def __init__(self, entries: list[dict[str, Any]] | None = None) -> None:
        """Record into ``entries``, or into a list of its own."""
        self._entries = entries if entries is not None else []
        self._lock = threading.Lock()

    def begin(self, integration: str, operation: str, data: Any) -> int:
        """Record a call that begins now and return its number."""
        entry = {
            "timestamp": _iso(),
            "integration": integration,
            "operation": operation,
            "status": CallStatus.RUNNING.value,
            "statusCode": None,
            "durationMs": None,
            "error": None,
            "data": to_json_value_or_note(data),
        }
        with self._lock:
            self._entries.append(entry)
            return len(self._entries) - 1

    def change(self, number: int, **facts: Any) -> None:
        """Add what has become known of a call."""
        with self._lock:
            # A new one: whoever is writing the old one to storage keeps it as it was.
            self._entries[number] = {**self._entries[number], **facts}

    def entries(self) -> list[dict[str, Any]]:
        """Return what is known now."""
        with self._lock:
            return list(self._entries)


def settled(entries: list[Any]) -> list[Any]:
    """Return the calls of an execution that has ended: none of them is still running."""
    return [
        {**entry, "status": CallStatus.UNKNOWN.value}
        if isinstance(entry, Mapping) and entry.get("status") == CallStatus.RUNNING
        else entry
        for entry in entries
    ]


class _Open:
    """The state behind an `IntegrationCall`."""

    __slots__ = ("begun", "code", "details", "error", "log", "number")

    def __init__(self, log: CallLog, details: tuple[str, str, Any]) -> None:
        self.log = log
        self.details = details
        self.number: int | None = None
        self.begun = 0.0
        self.code: int | None = None
        self.error: str | None = None


class IntegrationCall(metaclass=Closed):
    """One call of another system, recorded while it lasts.

    Made by ``context.integration_call(...)`` and used once, with ``with`` or ``async with``. It
    ends as ``Success``, or as ``Failed`` when the block raises, `fail` was called, or the status
    code that `set_status` was given is 400 or more.
    """

    __slots__ = (slot_name(),)

    def set_status(self, status_code: int) -> None:
        """Record the HTTP status that the other system has answered with.

        Raises:
            ValueError: it is no HTTP status.
        """
        code = _checked_status(status_code)
        _open(self).code = code

    def fail(self, reason: str) -> None:
        """Record that the call has failed although nothing was raised."""
        text = exact(str(reason))
        _open(self).error = text

    def __enter__(self) -> Self:
        """Begin.

        Raises:
            RuntimeError: it was begun before.
        """
        if _open(self).number is not None:
            raise RuntimeError("an integration call is used once: ask the context for another one")
        one = _open(self)
        one.begun = time.monotonic()
        one.number = one.log.begin(*one.details)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End; what the block raised goes on."""
        one = _open(self)
        if one.number is None:
            return
        if error is not None:
            one.error = _text_of(error)
        bad = one.error is not None or (one.code or 0) >= _FIRST_ERROR_STATUS
        status = CallStatus.FAILED if bad else CallStatus.SUCCESS
        if error is not None and not isinstance(error, Exception):
            status = CallStatus.CANCELLED
        one.log.change(
            one.number,
            status=status.value,
            statusCode=one.code,
            durationMs=round((time.monotonic() - one.begun) * 1000),
            error=one.error,
        )

    async def __aenter__(self) -> Self:
        """Begin, see ``__enter__``."""
        return self.__enter__()

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End, see ``__exit__``."""
        self.__exit__(kind, error, trace)


_OPEN: Final[Slot[_Open]] = Slot(IntegrationCall)


def open_call(log: CallLog, integration: str, operation: str, data: Any) -> IntegrationCall:
    """Return a call that is recorded in ``log`` once it begins."""
    call = IntegrationCall()
    _OPEN.put(call, _Open(log, (_name(integration), _name(operation), data)))
    return call


def note_call(
    log: CallLog,
    integration: str,
    operation: str,
    status_code: int | None,
    duration_ms: float | None,
    error: str | None,
    data: Any,
) -> None:
    """Record a call that is over.

    Raises:
        ValueError: the status code or the duration cannot be one.
    """
    code = None if status_code is None else _checked_status(status_code)
    bad = error is not None or (code or 0) >= _FIRST_ERROR_STATUS
    facts = {
        "status": (CallStatus.FAILED if bad else CallStatus.SUCCESS).value,
        "statusCode": code,
        "durationMs": None if duration_ms is None else _checked_duration(duration_ms),
        "error": None if error is None else exact(str(error)),
    }
    log.change(log.begin(_name(integration), _name(operation), data), **facts)


def _open(call: IntegrationCall) -> _Open:
    return _OPEN.get(call)


def _name(text: str) -> str:
    if not isinstance(text, str) or not exact(text).strip():
        raise ValueError(
            f"an integration and an operation are named by texts such as 'microsoft-graph' and"
            f" 'POST /users', not by {text!r}"
        )
    return exact(text)


def _checked_status(code: int) -> int:
    whole = isinstance(code, int) and not isinstance(code, bool)
    if not whole or not 100 <= code <= _LAST_STATUS:
        raise ValueError(f"an HTTP status is a whole number from 100 to 599, not {code!r}")
    return int(code)


def _checked_duration(milliseconds: float) -> int:
    number = isinstance(milliseconds, int | float) and not isinstance(milliseconds, bool)
    if not number or not 0 <= milliseconds < math.inf:
        raise ValueError(f"duration_ms is a number of milliseconds, not {milliseconds!r}")
    return round(milliseconds)


def _text_of(error: BaseException) -> str:
    # The type alone where the author foresaw nothing: such messages quote addresses with keys.
    if isinstance(error, WorkflowException):
        return f"{error.error_type}: {error.message}"
    return type(error).__name__


def _iso() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
