"""Warn before mailboxes and drives are full."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any, NamedTuple

from engine.sdk import OrganizationContext, param, workflow

from ..shared.graph import GraphClient

UNITS = ("B", "kB", "MB", "GB", "TB")


class Usage(NamedTuple):
    owner: str
    used: int
    total: int

    @property
    def share(self) -> float:
        return self.used / self.total if self.total else math.nan

    def __str__(self) -> str:
        return f"{self.owner}: {human(self.used)} of {human(self.total)} ({self.share:.0%})"


def human(size: float) -> str:
    for unit in UNITS:
        if size < 1024 or unit == UNITS[-1]:
            return f"{size:.1f} {unit}"
        size /= 1024
    return str(size)


def worst(usages: Iterable[Usage], limit: float) -> list[Usage]:
    return sorted((u for u in usages if u.share >= limit), key=lambda u: u.share, reverse=True)


@workflow(name="quota_alert", description="Who is running out of space?", category="Storage")
@param("percent", "int", default_value=90)
async def quota_alert(context: OrganizationContext, percent: int) -> dict[str, Any]:
    usages: list[Usage] = []
    async with await GraphClient.connect(context) as graph:
        async for drive in graph.pages("/drives"):
            quota = drive.get("quota") or {}
            owner = drive.get("owner", {}).get("user", {}).get("displayName", "?")
            usages.append(Usage(owner, quota.get("used", 0), quota.get("total", 0)))
    full = worst(usages, percent / 100)
    for usage in full:
        context.log("warning", str(usage), usage._asdict())
    return {"checked": len(usages), "full": [u._asdict() for u in full]}
