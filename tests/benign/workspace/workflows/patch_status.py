"""Compare installed software with what the vendor offers."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any

import httpx

from engine.sdk import OrganizationContext, workflow


@functools.total_ordering
@dataclass(frozen=True)
class Version:
    parts: tuple[int, ...]

    @classmethod
    def parse(cls, text: str) -> "Version":
        return cls(tuple(int(p) for p in text.split(".") if p.isdigit()))

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, Version):
            return NotImplemented
        return self.parts < other.parts

    def __str__(self) -> str:
        return ".".join(map(str, self.parts))


@functools.lru_cache(maxsize=256)
def normalise(name: str) -> str:
    return name.casefold().replace(" ", "-")


async def latest(client: httpx.AsyncClient, product: str) -> Version | None:
    response = await client.get(f"https://versions.example.com/{normalise(product)}.json")
    if response.status_code == httpx.codes.NOT_FOUND:
        return None
    response.raise_for_status()
    return Version.parse(response.json()["latest"])


@workflow(name="patch_status", description="Which machines run old software?", category="Patching")
async def patch_status(context: OrganizationContext) -> dict[str, Any]:
    inventory: list[dict[str, str]] = context.get_config("inventory", [])
    known: dict[str, Version | None] = {}
    old: list[dict[str, str]] = []
    async with httpx.AsyncClient(timeout=10) as client:
        for entry in inventory:
            product = entry["product"]
            if product not in known:
                known[product] = await latest(client, product)
            newest = known[product]
            if newest and Version.parse(entry["version"]) < newest:
                old.append({**entry, "latest": str(newest)})
    return {"checked": len(inventory), "old": old}
