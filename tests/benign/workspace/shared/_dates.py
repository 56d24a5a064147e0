"""Dates as the service desk writes them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

_WEEKEND = {5, 6}


def utcnow() -> datetime:
    return datetime.now(UTC)


def parse(value: str) -> datetime:
    return datetime.fromisoformat(value.replace("Z", "+00:00"))


def business_days(start: date, days: int) -> date:
    current = start
    while days:
        current += timedelta(days=1)
        if current.weekday() not in _WEEKEND:
            days -= 1
    return current
