from __future__ import annotations
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from typing import Generic, Protocol, TypeVar, overload, runtime_checkable
from engine.sdk import workflow

K = TypeVar("K")
V = TypeVar("V", bound="HasId")

@runtime_checkable
class HasId(Protocol):
    id: str

class Repository(MutableMapping[str, V], Generic[V]):
    def __init__(self, items: Mapping[str, V] | None = None) -> None:
        self._items: dict[str, V] = dict(items or {})
        self._listeners: list[Callable[[str, V], None]] = []
    def __getitem__(self, key: str) -> V:
        return self._items[key]
    def __setitem__(self, key: str, value: V) -> None:
        self._items[key] = value
        for listener in self._listeners:
            listener(key, value)
    def __delitem__(self, key: str) -> None:
        del self._items[key]
    def __iter__(self) -> Iterator[str]:
        yield from self._items
    def __len__(self) -> int:
        return len(self._items)
    def on_change(self, listener: Callable[[str, V], None]) -> Callable[[], None]:
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)
    @overload
    def find(self, test: Callable[[V], bool]) -> V | None: ...
    @overload
    def find(self, test: Callable[[V], bool], default: V) -> V: ...
    def find(self, test, default=None):
        return next((v for v in self.values() if test(v)), default)

class Asset:
    def __init__(self, id: str, name: str, **extra):
        self.id = id
        self.name = name
        self.__dict__.update(extra)
    def __repr__(self):
        return f"<{type(self).__name__} {self.id}>"

@workflow(name="assets", description="Assets by id")
async def assets(context, wanted: str = ""):
    repo: Repository[Asset] = Repository()
    log = []
    stop = repo.on_change(lambda k, v: log.append(f"{k}={v!r}"))
    for row in await context.get_integration("itglue").get("/configurations"):
        repo[row["id"]] = Asset(row["id"], row["attributes"]["name"], serial=row["attributes"].get("serial"))
    stop()
    found = repo.find(lambda a: a.name == wanted)
    return {"count": len(repo), "found": found and found.id, "log": log, "ok": isinstance(found, HasId)}
