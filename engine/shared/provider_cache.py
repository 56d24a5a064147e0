"""Answers of data providers, kept per organization and asked for once, however many wait."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from engine.shared.cache import CacheStores
from engine.shared.clock import now


@dataclass(frozen=True)
class Answer:
    """Options, and until when they may be used again; None: not at all."""

    options: list[dict[str, Any]]
    expires_at: datetime | None


class ProviderCache:
    """Not the stores that workflows see: no workflow can put options into a form of another."""

    def __init__(self) -> None:
        self._stores = CacheStores()
        self._asked: dict[tuple[str | None, str], asyncio.Task[Answer]] = {}

    async def get(
        self,
        org_id: str | None,
        key: str,
        ttl_seconds: float,
        ask: Callable[[], Awaitable[list[dict[str, Any]]]],
    ) -> tuple[Answer, bool]:
        """Return the answer, and whether it was known already.

        Failures are not kept; they reach every caller that waits.
        """
        store = self._stores.of(org_id)
        known: Answer | None = store.get(key, None)
        if known is not None:
            return known, True
        task = self._asked.get((org_id, key))
        if task is not None and task.get_loop() is asyncio.get_running_loop():
            # Shielded: one caller that goes away must not take the answer from the others.
            return await asyncio.shield(task), True

        async def work() -> Answer:
            options = await ask()
            if ttl_seconds <= 0:
                return Answer(options, None)
            answer = Answer(options, now() + timedelta(seconds=ttl_seconds))
            store.set(key, answer, ttl_seconds)
            return answer

        task = asyncio.create_task(work())
        self._asked[org_id, key] = task
        task.add_done_callback(lambda _: self._asked.pop((org_id, key), None))
        return await asyncio.shield(task), False
