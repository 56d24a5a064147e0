from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Generic, Protocol, TypeVar, overload

K = TypeVar("K", bound="Comparable")
T = TypeVar("T", covariant=True)
V = TypeVar("V")


class Comparable(Protocol):
    def __lt__(self, other: object) -> bool: ...


class Index(Generic[V]):
    def __init__(self, key: Callable[[V], str]) -> None:
        self._key = key
        self._items: dict[str, V] = {}

    def add(self, item: V) -> Index[V]:
        self._items[self._key(item)] = item
        return self

    def __getitem__(self, key: str) -> V:
        return self._items[key]

    def __iter__(self) -> Iterator[V]:
        return iter(self._items.values())

    def __len__(self) -> int:
        return len(self._items)

    def __contains__(self, key: object) -> bool:
        return key in self._items


@overload
def first(items: list[V]) -> V: ...
@overload
def first(items: list[V], default: V) -> V: ...
def first(items, default=None):
    return items[0] if items else default


async def run(context):
    index = Index[str](str.lower).add("A")
    return index["a"], len(index), "a" in index, first([1])
