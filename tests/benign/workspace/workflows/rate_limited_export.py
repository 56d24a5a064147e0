"""Export audit events page by page without tiring the vendor."""

from __future__ import annotations

import asyncio
import json
import time
from collections import deque
from collections.abc import AsyncIterator
from typing import Any

import httpx

from engine.sdk import OrganizationContext, param, workflow


class RateLimit:
    """At most ``calls`` in ``seconds``; one object for each export."""

    def __init__(self, calls: int, seconds: float) -> None:
        self._calls = calls
        self._seconds = seconds
        self._times: deque[float] = deque()

    async def __aenter__(self) -> None:
        now = time.monotonic()
        while self._times and now - self._times[0] > self._seconds:
            self._times.popleft()
        if len(self._times) >= self._calls:
            await asyncio.sleep(self._seconds - (now - self._times[0]))
        self._times.append(time.monotonic())

    async def __aexit__(self, *_: object) -> bool:
        return False


async def events(client: httpx.AsyncClient, limit: RateLimit) -> AsyncIterator[dict[str, Any]]:
    cursor: str | None = ""
    while cursor is not None:
        async with limit:
            response = await client.get("/events", params={"cursor": cursor})
        page = response.json()
        for event in page["events"]:
            yield event
        cursor = page.get("next")


@workflow(name="rate_limited_export", description="Audit events as JSON lines")
@param("kinds", "list")
async def rate_limited_export(
    context: OrganizationContext, kinds: list[str] | None
) -> dict[str, int]:
    wanted = frozenset(kinds or ())
    target = context.scratch / "events.jsonl"
    written = 0
    limit = RateLimit(calls=10, seconds=1.0)
    async with httpx.AsyncClient(base_url=context.get_config("audit_url")) as client:
        with target.open("w", encoding="utf-8") as out:
            async for event in events(client, limit):
                if wanted and event["kind"] not in wanted:
                    continue
                out.write(json.dumps(event, separators=(",", ":")) + "\n")
                written += 1
    return {"written": written, "bytes": target.stat().st_size}
