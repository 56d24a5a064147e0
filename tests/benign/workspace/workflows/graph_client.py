from __future__ import annotations
import asyncio
import base64
import json
import logging
from contextlib import asynccontextmanager
from datetime import datetime, timedelta, timezone
from types import TracebackType
from typing import Any, AsyncIterator, Optional
from urllib.parse import quote, urlencode, urljoin

import httpx

from engine.sdk import OrganizationContext, IntegrationError

LOG = logging.getLogger(__name__)
LOG.addHandler(logging.NullHandler())
BASE = "https://graph.microsoft.com/v1.0/"


class GraphError(IntegrationError):
    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__("msgraph", f"{code}: {message}")
        self.status = status
        self.code = code


class GraphClient:
    _token: Optional[str] = None
    _expires: Optional[datetime] = None

    def __init__(self, tenant: str, client_id: str, secret: str, *, timeout: float = 30.0) -> None:
        self.tenant, self.client_id, self.secret = tenant, client_id, secret
        self._http = httpx.AsyncClient(base_url=BASE, timeout=timeout, follow_redirects=True)

    async def __aenter__(self) -> "GraphClient":
        return self

    async def __aexit__(self, exc_type: type[BaseException] | None, exc: BaseException | None, tb: TracebackType | None) -> None:
        await self._http.aclose()

    async def _authenticate(self) -> str:
        now = datetime.now(timezone.utc)
        if self._token and self._expires and self._expires > now + timedelta(minutes=5):
            return self._token
        response = await self._http.post(
            f"https://login.microsoftonline.com/{self.tenant}/oauth2/v2.0/token",
            data={"grant_type": "client_credentials", "client_id": self.client_id,
                  "client_secret": self.secret, "scope": "https://graph.microsoft.com/.default"},
        )
        data = response.json()
        self._token = data["access_token"]
        self._expires = now + timedelta(seconds=int(data["expires_in"]))
        return self._token

    async def request(self, method: str, path: str, **kwargs: Any) -> Any:
        headers = kwargs.pop("headers", {}) or {}
        headers["Authorization"] = f"Bearer {await self._authenticate()}"
        for attempt in range(5):
            response = await self._http.request(method, path.lstrip("/"), headers=headers, **kwargs)
            if response.status_code in {429, 503, 504}:
                await asyncio.sleep(float(response.headers.get("Retry-After", 2 ** attempt)))
                continue
            if response.is_error:
                error = response.json().get("error", {})
                raise GraphError(response.status_code, error.get("code", "unknown"), error.get("message", ""))
            return response.json() if response.content else None
        raise GraphError(429, "throttled", "too many requests")

    async def pages(self, path: str, **params: Any) -> AsyncIterator[dict[str, Any]]:
        url: str | None = path + ("?" + urlencode({f"${k}": v for k, v in params.items()}) if params else "")
        while url:
            page = await self.request("GET", url)
            for item in page.get("value", []):
                yield item
            url = page.get("@odata.nextLink")

    async def batch(self, requests: list[dict[str, Any]]) -> dict[str, Any]:
        results: dict[str, Any] = {}
        for start in range(0, len(requests), 20):
            body = {"requests": [{"id": str(i), **r} for i, r in enumerate(requests[start:start + 20], start)]}
            answer = await self.request("POST", "$batch", json=body)
            results.update({r["id"]: r.get("body") for r in answer["responses"]})
        return results


def claims(token: str) -> dict[str, Any]:
    payload = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))


@asynccontextmanager
async def graph_for(context: OrganizationContext) -> AsyncIterator[GraphClient]:
    client = GraphClient(await context.get_config("tenant_id"), await context.get_config("client_id"), await context.get_secret("graph_secret"))
    try:
        yield client
    finally:
        await client._http.aclose()
