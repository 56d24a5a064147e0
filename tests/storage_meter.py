"""Counts a process's storage requests, and the round trips they take one after another."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from azure.core.pipeline.transport import AioHttpTransport


@dataclass(frozen=True)
class Seen:
    """One request: when it was on its way, what it was, and the bytes of its body."""

    begun: float
    ended: float
    method: str
    path: str
    size: int

    @property
    def kind(self) -> str:
        """What is asked for: ``batch``, ``query`` or ``row``; of a queue ``message``."""
        name = self.path.rsplit("/", 1)[1]
        if name == "messages":
            return "message"
        return "batch" if name == "$batch" else "query" if name.endswith("()") else "row"

    @property
    def table(self) -> str:
        """The table of a ``row`` or ``query``."""
        return self.path.rsplit("/", 1)[1].partition("(")[0]


@dataclass
class Meter:
    """Sees every request of the SDK's async clients, at the end of their pipelines."""

    seen: list[Seen] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self) -> list[list[Seen]]:
        """Return and forget what was seen: the requests of one group were on their way together."""
        with self._lock:
            requests, self.seen = sorted(self.seen, key=lambda one: one.begun), []
        groups: list[list[Seen]] = []
        end = 0.0
        for one in requests:
            if one.begun >= end:
                groups.append([])
            groups[-1].append(one)
            end = max(end, one.ended)
        return groups

    @contextmanager
    def installed(self) -> Iterator[Meter]:
        """Watch until the end of the block."""
        send = AioHttpTransport.send

        async def watched(transport: Any, request: Any, **options: Any) -> Any:
            begun = time.monotonic()
            try:
                return await send(transport, request, **options)
            finally:
                # Polling for messages belongs to no request.
                path = request.url.partition("?")[0]
                if not (request.method == "GET" and path.endswith("/messages")):
                    body = request.body if isinstance(request.body, bytes | str) else b""
                    seen = Seen(begun, time.monotonic(), request.method, path, len(body))
                    with self._lock:
                        self.seen.append(seen)

        AioHttpTransport.send = watched  # type: ignore[method-assign]
        try:
            yield self
        finally:
            AioHttpTransport.send = send  # type: ignore[method-assign]
