"""HaloPSA REST client: token, paging, retries."""
from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any, ClassVar

import httpx

from engine.sdk import IntegrationError, OrganizationContext

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Token:
    value: str
    expires: float = field(default=0.0)

    @property
    def fresh(self) -> bool:
        return time.monotonic() < self.expires - 60


class HaloClient:
    PAGE: ClassVar[int] = 100
    _RETRY = (429, 502, 503, 504)

    def __init__(self, base_url: str, client_id: str, secret: str, *, tenant: str | None = None) -> None:
        self._base = base_url.rstrip("/")
        self._id, self._secret = client_id, secret
        self._tenant = tenant
        self._token: Token | None = None
        self._http = httpx.AsyncClient(timeout=30, headers={"accept": "application/json"})

    @classmethod
    async def for_org(cls, context: OrganizationContext) -> "HaloClient":
        return cls(
            context.get_config("halo_url"),
            await context.get_secret("halo_id"),
            await context.get_secret("halo_secret"),
            tenant=context.tenant_id,
        )

    async def __aenter__(self) -> "HaloClient":
        await self._http.__aenter__()
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self._http.aclose()

    async def _authorize(self) -> str:
        if self._token is None or not self._token.fresh:
            reply = await self._http.post(
                f"{self._base}/auth/token",
                data={"grant_type": "client_credentials", "client_id": self._id, "client_secret": self._secret},
            )
            reply.raise_for_status()
            body = reply.json()
            self._token = Token(body["access_token"], time.monotonic() + body.get("expires_in", 3600))
        return self._token.value

    async def request(self, method: str, path: str, **kwargs: Any) -> Any:
        for attempt in range(1, 5):
            headers = {"Authorization": f"Bearer {await self._authorize()}", **kwargs.pop("headers", {})}
            reply = await self._http.request(method, f"{self._base}/api/{path.lstrip('/')}", headers=headers, **kwargs)
            if reply.status_code in self._RETRY:
                await asyncio.sleep(min(2**attempt, 30))
                continue
            if reply.is_error:
                raise IntegrationError(f"Halo answered {reply.status_code} for {path}")
            return reply.json() if reply.content else None
        raise IntegrationError(f"gave up on {path}")

    async def tickets(self, **filters: Any) -> AsyncIterator[dict[str, Any]]:
        page = 1
        while True:
            body = await self.request("GET", "Tickets", params={"page_no": page, "page_size": self.PAGE, **filters})
            for ticket in (rows := body.get("tickets", [])):
                yield ticket
            if len(rows) < self.PAGE:
                return
            page += 1

    def __repr__(self) -> str:
        return f"<{self.__class__.__name__} {self._base}>"
