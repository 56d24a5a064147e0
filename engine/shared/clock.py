"""Moments as the engine stores and sends them: UTC, ISO 8601, milliseconds, ``Z``."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> datetime:
    """Return the current moment in UTC."""
    return datetime.now(UTC)


def iso(moment: datetime) -> str:
    """Return a UTC moment as ISO 8601 text."""
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def milliseconds_between(start: datetime, end: datetime) -> int:
    """Return the whole milliseconds from ``start`` to ``end``."""
    return round((end - start).total_seconds() * 1000)
