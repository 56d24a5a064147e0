from collections.abc import Mapping, MutableMapping, Sequence, Iterable
from itertools import count, islice
from typing import Any, Generator
import uuid
from engine.sdk import workflow, IntegrationError


class CaseInsensitive(MutableMapping):
    def __init__(self, data=(), **more):
        self._store = {}
        self.update(dict(data), **more)

    def __setitem__(self, key, value): self._store[key.lower()] = (key, value)
    def __getitem__(self, key): return self._store[key.lower()][1]
    def __delitem__(self, key): del self._store[key.lower()]
    def __iter__(self): return (key for key, _ in self._store.values())
    def __len__(self): return len(self._store)
    def __repr__(self): return f"{type(self).__name__}({dict(self.items())!r})"
    def copy(self): return type(self)(self._store.values())


def chunked(items: Iterable, size: int = 20) -> Generator[list, None, int]:
    it, number = iter(items), 0
    while chunk := list(islice(it, size)):
        number += 1
        yield chunk
    return number


def batches(requests: Sequence[Mapping[str, Any]]):
    ids = count(1)
    total = yield from ({"requests": [{"id": str(next(ids)), **r} for r in part]} for part in chunked(requests))
    return total


def running_mean():
    total = n = 0
    mean = None
    while True:
        value = yield mean
        if value is None:
            return mean
        total, n = total + value, n + 1
        mean = total / n


@workflow("graph_batch", "Many calls in one")
async def graph_batch(context, requests=()):
    mean = running_mean()
    next(mean)
    out, headers = [], CaseInsensitive({"Client-Request-Id": str(uuid.uuid4())}, Accept="*/*")
    for batch in batches(list(requests)):
        mean.send(len(batch["requests"]))
        bad, *rest = [r for r in batch["requests"] if "url" not in r] or [None]
        if bad is not None:
            raise IntegrationError("no url in {id}, and {more} more".format(id=bad["id"], more=len(rest)))
        out.append(batch)
    return {"batches": out, "headers": dict(headers), "has": "accept" in headers}
