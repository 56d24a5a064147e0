"""Fires timer triggers by their NCRONTAB schedules, and a tick that was missed once, late.

The last run of each timer is kept on disk, as the Functions host keeps it in a blob.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from azure.functions.timer import TimerRequest

if TYPE_CHECKING:
    from tools.dev.triggers import TimerFunction

FILE = Path(".ringfence") / "dev-timers.json"
# The clock is asked again this often: a machine that slept must not sleep on.
_LONGEST_SLEEP = 5.0
_FIELDS = 6


class ScheduleError(Exception):
    """A schedule cannot be read; `str()` quotes it."""


def next_tick(schedule: str, after: datetime) -> datetime:
    """Return the first tick after a moment (UTC).

    The fields are seconds, minutes, hours, days, months and weekdays; without the first one it is
    0. A day must fit both the day and the weekday, as the Functions host has it.

    Raises:
        ScheduleError: it is no such expression.
    """
    from croniter import croniter  # type: ignore[import-untyped] # noqa: PLC0415

    fields = schedule.split()
    text = " ".join(fields if len(fields) == _FIELDS else ["0", *fields])
    try:
        ticks = croniter(text, after, second_at_beginning=True, day_or=False)
        found: datetime = ticks.get_next(datetime)
    except (ValueError, KeyError, AttributeError) as error:
        raise ScheduleError(f"{schedule!r} is not a schedule of six fields: {error}") from error
    return found


class Monitor:
    """When each timer ran last."""

    def __init__(self, path: Path) -> None:
        """Read the file; one that cannot be read counts as empty."""
        self._path = path
        self._last: dict[str, str] = {}
        with contextlib.suppress(OSError, ValueError):
            self._last = dict(json.loads(path.read_text(encoding="utf-8")))

    def last(self, name: str, schedule: str) -> datetime | None:
        """Return the last run of a timer with this very schedule."""
        text = self._last.get(f"{name} {schedule}")
        return None if text is None else datetime.fromisoformat(text)

    def ran(self, name: str, schedule: str, moment: datetime) -> None:
        """Note a run."""
        self._last[f"{name} {schedule}"] = moment.isoformat()
        self._path.parent.mkdir(parents=True, exist_ok=True)
        temporary = self._path.with_suffix(f".{os.getpid()}")
        temporary.write_text(json.dumps(self._last), encoding="utf-8")
        temporary.replace(self._path)


class TimerDriver:
    """Calls one function when its schedule says so."""

    def __init__(
        self, function: TimerFunction, monitor: Monitor, say: Callable[[str], None]
    ) -> None:
        """Prepare; `say` gets one line per tick."""
        self._function = function
        self._monitor = monitor
        self._say = say

    async def run(self, stop: asyncio.Event) -> None:
        """Fire until told to stop."""
        function = self._function
        schedule = function.schedule
        before = self._monitor.last(function.name, schedule) if function.use_monitor else None
        due = next_tick(schedule, before or _now())
        late = due < _now()
        while not stop.is_set():
            left = (due - _now()).total_seconds()
            if left > 0:
                late = False
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), min(left, _LONGEST_SLEEP))
                continue
            moment = _now()
            if function.use_monitor:
                self._monitor.ran(function.name, schedule, moment)
            await self._call(late=late)
            # Ticks that passed meanwhile are not made up for: one run stands for them all.
            due, late = next_tick(schedule, moment), False

    async def _call(self, *, late: bool) -> None:
        function = self._function
        failure = await function.run(TimerRequest(past_due=late, schedule_status={}, schedule={}))
        outcome = "done" if failure is None else f"failed ({failure})"
        past = " (past due)" if late else ""
        self._say(f"timer {function.name}{past}: {outcome}")


def _now() -> datetime:
    return datetime.now(UTC)
