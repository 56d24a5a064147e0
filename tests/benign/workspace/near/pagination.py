from __future__ import annotations
from abc import ABC, abstractmethod
from typing import AsyncIterator, Awaitable, Callable, Generic, Optional, Protocol, Type, TypeVar, Union, cast
from pydantic import BaseModel, Field, RootModel, computed_field, model_validator, field_serializer, ValidationError as Invalid

M = TypeVar("M", bound=BaseModel)
Fetch = Callable[..., Awaitable[dict]]


class Link(BaseModel):
    rel: str
    href: str


class Envelope(BaseModel, Generic[M]):
    items: list[M]
    links: list[Link] = Field(default_factory=list, alias="_links")
    total: Optional[int] = None

    @model_validator(mode="before")
    @classmethod
    def unwrap(cls, data):
        return {"items": data} if isinstance(data, list) else data

    @computed_field
    @property
    def next(self) -> Optional[str]:
        return next((link.href for link in self.links if link.rel == "next"), None)

    @field_serializer("total", when_used="json")
    def _total(self, value): return value or 0


class Strategy(ABC):
    def __init__(self, fetch: Fetch, model: Type[M]):
        self.fetch, self.model = fetch, model

    @abstractmethod
    def pages(self, path: str) -> AsyncIterator[Envelope]: ...

    async def all(self, path: str) -> list:
        return [item async for page in self.pages(path) for item in page.items]

    def _parse(self, body):
        try:
            return Envelope[Link].model_validate(body)
        except Invalid as error:
            raise ValueError("; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())) from error


class ByLink(Strategy):
    async def pages(self, path):
        while path:
            page = self._parse(await self.fetch(path))
            yield page
            path = page.next


class ByOffset(Strategy):
    size = 50

    async def pages(self, path):
        offset = 0
        while (page := self._parse(await self.fetch(path, offset=offset, limit=self.size))).items:
            yield page
            offset += self.size


class Names(RootModel[list[str]]):
    def __iter__(self): return iter(self.root)


STRATEGIES: dict[str, type[Strategy]] = {cls.__name__.lower(): cls for cls in (ByLink, ByOffset)}


def make(kind: str, fetch: Fetch, model: Type[M]) -> Strategy:
    return STRATEGIES[kind](fetch, model)
