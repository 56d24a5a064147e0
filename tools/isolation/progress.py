"""Shows on a terminal that a long run is getting on; says nothing in a short one or in a pipe."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

PATIENCE = 1.0
"""Seconds before the first word."""
PAUSE = 0.1


@contextmanager
def progress_of(stream: TextIO) -> Iterator[Callable[[int, int], None] | None]:
    """Give a function to be called with (done, total), or None where nobody would see it."""
    if not stream.isatty():
        yield None
        return
    line = _Line(stream)
    try:
        yield line.show
    finally:
        line.clear()


class _Line:
    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._next = time.monotonic() + PATIENCE
        self._shown = False

    def show(self, done: int, total: int) -> None:
        now = time.monotonic()
        if now >= self._next:
            self._next = now + PAUSE
            self._shown = True
            self._stream.write(f"\r{done} of {total} files judged")
            self._stream.flush()

    def clear(self) -> None:
        if self._shown:
            self._stream.write("\r\x1b[K")
            self._stream.flush()
