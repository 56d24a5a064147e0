"""A small client for Microsoft Graph."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from typing import Any

import httpx

from engine.sdk import IntegrationError, OrganizationContext

logger = logging.getLogger(__name__)

BASE_URL = "https://graph.microsoft.com/v1.0"
RETRYABLE = frozenset({429, 502, 503, 504})


class GraphClient:
    """Calls Graph for one organization; use it in an ``async with``."""

    def __init__(self, token: str, *, timeout: float = 30.0) -> None:
        self._client = httpx.AsyncClient(
            base_url=BASE_URL,
            headers={"Authorization": f"Bearer {token}"},
            timeout=timeout,
        )

    @classmethod
    async def connect(cls, context: OrganizationContext) -> GraphClient:
        token = await context.get_secret("graph-token")
        return cls(token, timeout=float(context.get_config("graph_timeout", 30)))

    async def __aenter__(self) -> GraphClient:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._client.aclose()

    async def request(self, method: str, path: str, **options: Any) -> dict[str, Any]:
        for attempt in range(4):
            response = await self._client.request(method, path, **options)
            if response.status_code not in RETRYABLE:
                break
            delay = float(response.headers.get("Retry-After", 2**attempt))
            logger.warning("Graph answered %s, waiting %.1f s", response.status_code, delay)
            await asyncio.sleep(delay)
        if response.is_error:
            raise IntegrationError(
                f"Graph refused {method} {path}", {"status": response.status_code}
            )
        return response.json() if response.content else {}

    async def pages(self, path: str) -> AsyncIterator[dict[str, Any]]:
        url: str | None = path
        while url:
            page = await self.request("GET", url)
            for item in page.get("value", []):
                yield item
            url = page.get("@odata.nextLink")
