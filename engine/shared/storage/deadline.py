"""How long the storage operations of one request may take together.

Without it each operation would have its own time for retries, and a request of many operations
would answer long after its caller has given up.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_ENDS: ContextVar[float | None] = ContextVar("storage_deadline", default=None)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Let the storage operations in the block take ``seconds`` together; replaces an outer one."""
    token = _ENDS.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _ENDS.reset(token)


@contextmanager
def without_deadline() -> Iterator[None]:
    """Let the storage operations in the block be no part of the request around it."""
    token = _ENDS.set(None)
    try:
        yield
    finally:
        _ENDS.reset(token)


def allowed(most: float) -> float:
    """Return how many seconds the next operation may take: ``most``, or what is left."""
    ends = _ENDS.get()
    return most if ends is None else max(0.0, min(most, ends - time.monotonic()))
