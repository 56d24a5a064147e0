"""NCRONTAB schedules of six fields: which tick was the last one? Pure.

The host fires the timers; the engine needs the moment of a tick, so that one tick is one execution
however often, and however late, it is fired.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

_MONTHS: Final = (
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
)
_DAYS: Final = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_LIMITS: Final = (
    ("second", 0, 59),
    ("minute", 0, 59),
    ("hour", 0, 23),
    ("day", 1, 31),
    ("month", 1, 12),
    ("weekday", 0, 7),
)
# A schedule such as 29 February comes once in eight years at worst.
_LONGEST: Final = timedelta(days=366 * 9)


class ScheduleError(ValueError):
    """A schedule cannot be read; `str()` says which field and why."""


@dataclass(frozen=True)
class Schedule:
    """A parsed schedule; all moments are UTC. A day must fit both its day and its weekday."""

    seconds: tuple[int, ...]
    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]

    def last(self, moment: datetime) -> datetime | None:
        """Return the last tick that is not after ``moment``; None when there is none."""
        moment = moment.astimezone(UTC).replace(microsecond=0)
        day = moment.replace(hour=0, minute=0, second=0)
        earliest = moment - _LONGEST
        limit = (moment.hour, moment.minute, moment.second)
        while day > earliest:
            if self._has(day):
                time = self._last_time(limit)
                if time is not None:
                    return day.replace(hour=time[0], minute=time[1], second=time[2])
            day -= timedelta(days=1)
            limit = (23, 59, 59)
        return None

    def _has(self, day: datetime) -> bool:
        weekday = (day.weekday() + 1) % 7
        return day.day in self.days and day.month in self.months and weekday in self.weekdays

    def _last_time(self, limit: tuple[int, int, int]) -> tuple[int, int, int] | None:
        hour, minute, second = limit
        for one in reversed(self.hours):
            if one > hour:
                continue
            minutes = minute if one == hour else 59
            for two in reversed(self.minutes):
                if two > minutes:
                    continue
                seconds = second if (one, two) == (hour, minute) else 59
                fitting = [three for three in self.seconds if three <= seconds]
                if fitting:
                    return one, two, fitting[-1]
        return None


def parse_schedule(text: str) -> Schedule:
    """Read an expression of six fields; with five, the seconds are 0.

    Raises:
        ScheduleError: it is none.
    """
    fields = text.split()
    if len(fields) == 5:
        fields.insert(0, "0")
    if len(fields) != len(_LIMITS):
        raise ScheduleError(f"{text!r} has {len(fields)} fields; an NCRONTAB expression has 6")
    values = [_field(field, *limit) for field, limit in zip(fields, _LIMITS, strict=True)]
    weekdays = frozenset(value % 7 for value in values[5])
    seconds, minutes, hours = (tuple(sorted(found)) for found in values[:3])
    return Schedule(seconds, minutes, hours, values[3], values[4], weekdays)


def _field(text: str, name: str, low: int, high: int) -> frozenset[int]:
    found: set[int] = set()
    for part in text.lower().split(","):
        span, slash, step = part.partition("/")
        first, dash, last = span.partition("-")
        if span == "*":
            start, end = low, high
        else:
            start = _number(first, name, low, high)
            end = _number(last, name, low, high) if dash else (high if slash else start)
        if slash and not (step.isascii() and step.isdigit() and int(step) > 0):
            raise ScheduleError(f"{name} field {text!r}: the step must be a positive number")
        if start > end:
            raise ScheduleError(f"{name} field {text!r}: {start} is after {end}")
        found.update(range(start, end + 1, int(step) if slash else 1))
    return frozenset(found)


def _number(text: str, name: str, low: int, high: int) -> int:
    names = {"month": _MONTHS, "weekday": _DAYS}.get(name, ())
    if text[:3] in names:
        return names.index(text[:3]) + (1 if name == "month" else 0)
    if not (text.isascii() and text.isdigit() and low <= int(text) <= high):
        raise ScheduleError(f"{name} field: {text!r} is not a number from {low} to {high}")
    return int(text)
