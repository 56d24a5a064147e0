"""NinjaOne, written with a generic page type."""
from __future__ import annotations

import typing as t
from functools import cached_property, partial, wraps
from itertools import chain, islice

import httpx
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, field_validator

T = t.TypeVar("T", bound=BaseModel)
P = t.ParamSpec("P")
R = t.TypeVar("R")


class Device(BaseModel):
    model_config = ConfigDict(extra="ignore", populate_by_name=True, frozen=True)

    id: int
    org: int = Field(alias="organizationId")
    name: str = Field(alias="systemName", default="?")
    node_class: str = Field(alias="nodeClass", default="UNKNOWN")
    tags: list[str] = Field(default_factory=list)

    @field_validator("name", mode="before")
    @classmethod
    def _strip(cls, value: t.Any) -> t.Any:
        return value.strip() if isinstance(value, str) else value

    def __lt__(self, other: "Device") -> bool:
        return (self.org, self.name) < (other.org, other.name)


class Page(BaseModel, t.Generic[T]):
    items: list[T]
    cursor: str | None = None


def translate(func: t.Callable[P, t.Awaitable[R]]) -> t.Callable[P, t.Awaitable[R]]:
    @wraps(func)
    async def inner(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return await func(*args, **kwargs)
        except httpx.HTTPStatusError as exc:
            detail = exc.response.json().get("resultCode", "?") if exc.response.content else "?"
            raise RuntimeError(f"{func.__name__}: {exc.response.status_code} {detail}") from exc

    return inner


class Ninja:
    def __init__(self, token: str, region: t.Literal["eu", "us", "oc"] = "eu"):
        self.region = region
        self.__token = token

    @cached_property
    def http(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(base_url=f"https://{self.region}.ninjarmm.com/v2", headers=self._headers())

    def _headers(self) -> dict[str, str]:
        return {"Authorization": "Bearer " + self.__token}

    @translate
    async def devices(self, org: int, *, limit: int = 1000) -> list[Device]:
        found: list[list[Device]] = []
        after = 0
        while True:
            reply = await self.http.get(f"/organization/{org}/devices", params={"pageSize": 200, "after": after})
            reply.raise_for_status()
            page = TypeAdapter(list[Device]).validate_python(reply.json())
            found.append(page)
            if len(page) < 200:
                break
            after = max(device.id for device in page)
        return sorted(islice(chain.from_iterable(found), limit))

    def getter(self, org: int) -> t.Callable[[], t.Awaitable[list[Device]]]:
        return partial(self.devices, org)
