"""One storage client per event loop: an HTTP session belongs to the loop that made it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from typing import Generic, Protocol, TypeVar


class Closable(Protocol):
    """A client with connections to give back."""

    async def close(self) -> None:
        """Close the connections."""
        ...


ClientT = TypeVar("ClientT", bound=Closable)


class PerLoop(Generic[ClientT]):
    """Makes a client for each loop that asks, and closes it when that loop ends."""

    def __init__(self, make: Callable[[], ClientT]) -> None:
        self._make = make
        self._held: dict[asyncio.AbstractEventLoop, tuple[ClientT, AsyncGenerator[None, None]]] = {}

    async def get(self) -> ClientT:
        """Return the client of the running loop."""
        loop = asyncio.get_running_loop()
        held = self._held.get(loop)
        if held is None:
            client = self._make()
            keeper = self._keep(loop, client)
            held = self._held[loop] = (client, keeper)
            await anext(keeper)
        return held[0]

    async def close(self) -> None:
        """Close the connections of the running loop; the loop's own end does the same."""
        held = self._held.get(asyncio.get_running_loop())
        if held is not None:
            await held[1].aclose()

    async def _keep(
        self, loop: asyncio.AbstractEventLoop, client: ClientT
    ) -> AsyncGenerator[None, None]:
        # A loop that shuts down closes the async generators that were begun on it, which is the
        # only notice it gives.
        try:
            yield
        finally:
            self._held.pop(loop, None)
            await client.close()
