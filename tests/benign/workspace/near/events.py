"""A small event bus inside one run."""

from __future__ import annotations

import asyncio
import inspect
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any, Callable, DefaultDict
from weakref import WeakSet


@dataclass(eq=False)
class Bus:
    _handlers: DefaultDict[str, list[Callable[..., Any]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    _seen: WeakSet[Any] = field(default_factory=WeakSet)

    def on(self, name: str, handler: Callable[..., Any] | None = None):
        if handler is None:
            return lambda func: self.on(name, func)
        self._handlers[name].append(handler)
        return handler

    def off(self, name: str, handler: Callable[..., Any]) -> None:
        self._handlers[name] = [h for h in self._handlers[name] if h is not handler]

    async def emit(self, name: str, *args: Any, **kwargs: Any) -> list[Any]:
        results = []
        for handler in tuple(self._handlers[name]):
            result = handler(*args, **kwargs)
            if inspect.isawaitable(result):
                result = await result
            results.append(result)
        return results

    def __getitem__(self, name: str) -> tuple[Callable[..., Any], ...]:
        return tuple(self._handlers[name])

    def __enter__(self) -> Bus:
        return self

    def __exit__(self, *_: object) -> None:
        self._handlers.clear()


async def example() -> list[Any]:
    with Bus() as bus:

        @bus.on("made")
        async def first(thing):
            await asyncio.sleep(0)
            return thing["id"]

        bus.on("made", lambda thing: type(thing).__name__)
        return await bus.emit("made", {"id": 1})
