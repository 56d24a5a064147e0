from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from dataclasses import KW_ONLY, InitVar, dataclass, field
from typing import Any, Final, Generic, Literal, TypeAlias, TypeVar, overload

import httpx

from engine.sdk import IntegrationError, OrganizationContext, workflow

Json: TypeAlias = dict[str, Any]
K = TypeVar("K")
V = TypeVar("V")
PAGE: Final = 100


@dataclass
class Cache(Generic[K, V]):
    """Lives as long as one run."""

    load: Callable[[K], Awaitable[V]]
    _: KW_ONLY
    limit: int = 500
    start: InitVar[dict[K, V] | None] = None
    _items: dict[K, V] = field(init=False, default_factory=dict, repr=False)

    def __post_init__(self, start: dict[K, V] | None) -> None:
        if start:
            self._items.update(start)

    async def get(self, key: K) -> V:
        with contextlib.suppress(KeyError):
            return self._items[key]
        value = await self.load(key)
        if len(self._items) >= self.limit:
            self._items.pop(next(iter(self._items)))
        return self._items.setdefault(key, value)

    def __len__(self) -> int:
        return len(self._items)

    def __contains__(self, key: object) -> bool:
        return key in self._items


class Api:
    def __init__(self, http: httpx.AsyncClient, parallel: int = 4) -> None:
        self._http = http
        self._slots = asyncio.Semaphore(parallel)
        self.skus: Cache[str, Json] = Cache(self._sku)

    async def _sku(self, sku_id: str) -> Json:
        return await self.get(f"subscribedSkus/{sku_id}")

    @overload
    async def get(self, path: str, *, raw: Literal[True]) -> bytes: ...
    @overload
    async def get(self, path: str, *, raw: Literal[False] = ...) -> Json: ...
    async def get(self, path, *, raw=False):
        async with self._slots:
            reply = await self._http.get(path)
        if reply.status_code == httpx.codes.NOT_FOUND:
            raise IntegrationError(f"{path} is gone")
        reply.raise_for_status()
        return reply.content if raw else reply.json()

    async def pages(self, path: str) -> AsyncIterator[Json]:
        url: str | None = f"{path}?$top={PAGE}"
        while url is not None:
            body = await self.get(url)
            for item in body["value"]:
                yield item
            url = body.get("@odata.nextLink")


@contextlib.asynccontextmanager
async def connected(context: OrganizationContext) -> AsyncIterator[Api]:
    headers = {"Authorization": f"Bearer {await context.get_secret('graph_token')}"}
    async with httpx.AsyncClient(base_url="https://graph.microsoft.com/v1.0/", headers=headers, http2=False) as http:
        yield Api(http)


async def gather_named(**jobs: Awaitable[Any]) -> Json:
    results = await asyncio.gather(*jobs.values(), return_exceptions=True)
    return {name: repr(r) if isinstance(r, BaseException) else r for name, r in zip(jobs, results, strict=True)}


async def count(api: Api, path: str) -> int:
    return sum([1 async for _ in api.pages(path)])


def compact(items: Iterable[Json], *keys: str) -> list[Json]:
    return [{key: item[key] for key in keys if key in item} for item in items]


@workflow(name="tenant_inventory", description="Count what a tenant has", timeout_seconds=600)
async def tenant_inventory(context: OrganizationContext) -> Json:
    async with connected(context) as api, asyncio.timeout(500):
        counts = await gather_named(users=count(api, "users"), groups=count(api, "groups"), devices=count(api, "devices"))
        async with asyncio.TaskGroup() as group:
            tasks = {sku: group.create_task(api.skus.get(sku)) for sku in context.get_config("skus", [])}
    context.log("info", json.dumps(counts), {"cached": len(api.skus)})
    return {"counts": counts, "skus": compact((task.result() for task in tasks.values()), "skuId", "consumedUnits")}
