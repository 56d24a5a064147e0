"""Reads that may be a few seconds old: who calls, and for whom, is asked at every request.

What has changed in storage counts after `FRESH_SECONDS` at the latest, and at once where this
process has changed it itself.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

T = TypeVar("T")

# How long a deactivated organization, user or key may still be let in, at most.
FRESH_SECONDS: Final = 5.0
_MAX_PARTITIONS: Final = 2000
_MAX_ROWS: Final = 1000


@dataclass
class _Kept:
    """The answers of one partition: what was asked -> when that was, and the answer."""

    answers: OrderedDict[object, tuple[float, Any]] = field(default_factory=OrderedDict)


class RecentReads:
    """Answers of storage by partition and question, the oldest dropped first. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[str, str], _Kept] = OrderedDict()
        self._asked: dict[tuple[object, ...], asyncio.Task[Any]] = {}

    async def get(
        self,
        partition: tuple[str, str],
        question: object,
        ask: Callable[[], Awaitable[T]],
        keep: Callable[[T], bool],
    ) -> T:
        """Return a recent answer, or ask, once for all who wait; failures are not kept.

        Args:
            partition: table and PartitionKey.
            question: what is asked of it.
            ask: asks storage.
            keep: whether an answer is worth keeping.
        """
        key = (asyncio.get_running_loop(), partition, question)
        with self._lock:
            kept = self._kept.get(partition)
            found = kept.answers.get(question) if kept is not None else None
            # Counted from the question, so that a slow answer is not used any longer.
            if found is not None and time.monotonic() - found[0] < FRESH_SECONDS:
                answer: T = found[1]
                return answer
            task = self._asked.get(key)
            if task is None:
                task = asyncio.create_task(self._ask(partition, question, ask, keep))
                self._asked[key] = task
                task.add_done_callback(lambda done: self._over(key, done))
        # Shielded: one caller that goes away must not take the answer from the others.
        shared: T = await asyncio.shield(task)
        return shared

    def forget(self, partition: tuple[str, str]) -> None:
        """Ask anew from now on: the partition has been written to."""
        with self._lock:
            self._kept.pop(partition, None)
            for key in [key for key in self._asked if key[1] == partition]:
                del self._asked[key]

    async def _ask(
        self,
        partition: tuple[str, str],
        question: object,
        ask: Callable[[], Awaitable[T]],
        keep: Callable[[T], bool],
    ) -> T:
        begun = time.monotonic()
        with self._lock:
            kept = self._kept.setdefault(partition, _Kept())
            self._kept.move_to_end(partition)
            while len(self._kept) > _MAX_PARTITIONS:
                self._kept.popitem(last=False)
        answer = await ask()
        with self._lock:
            # Into the object of the beginning: if the partition was written to meanwhile, nobody
            # reads that one any more.
            if keep(answer):
                kept.answers[question] = (begun, answer)
                kept.answers.move_to_end(question)
                while len(kept.answers) > _MAX_ROWS:
                    kept.answers.popitem(last=False)
        return answer

    def _over(self, key: tuple[object, ...], task: asyncio.Task[Any]) -> None:
        with self._lock:
            if self._asked.get(key) is task:
                del self._asked[key]
        if not task.cancelled():
            # Its callers, who may all have gone, were told.
            task.exception()
