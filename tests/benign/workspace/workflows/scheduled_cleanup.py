"""Close tickets that nobody has answered."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx

from engine.sdk import OrganizationContext, workflow
from workspace.shared._dates import parse, utcnow

AGE = timedelta(days=14)


@contextlib.asynccontextmanager
async def desk(context: OrganizationContext) -> AsyncIterator[httpx.AsyncClient]:
    token = await context.get_secret("desk-token")
    client = httpx.AsyncClient(
        base_url=context.get_config("desk_url"), headers={"x-api-key": token}
    )
    try:
        yield client
    finally:
        await client.aclose()


@workflow(
    name="scheduled_cleanup",
    description="Close tickets without an answer",
    execution_mode="scheduled",
    schedule="0 0 3 * * *",
)
async def scheduled_cleanup(context: OrganizationContext) -> dict[str, Any]:
    limit = asyncio.Semaphore(5)
    closed: list[str] = []
    async with desk(context) as client:
        response = await client.get("/tickets", params={"state": "waiting"})
        tickets = [t for t in response.json() if utcnow() - parse(t["updated"]) > AGE]

        async def close(ticket: dict[str, Any]) -> None:
            async with limit:
                answer = await client.post(f"/tickets/{ticket['id']}/close")
                if answer.is_success:
                    closed.append(ticket["id"])

        async with asyncio.TaskGroup() as group:
            for ticket in tickets:
                group.create_task(close(ticket))
    with contextlib.suppress(IndexError):
        context.log("info", f"first closed ticket: {closed[0]}")
    return {"closed": sorted(closed), "seen": len(tickets)}
