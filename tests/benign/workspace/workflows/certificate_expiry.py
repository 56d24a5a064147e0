"""When do the client's certificates expire?"""

from __future__ import annotations

import asyncio
import socket
import ssl
from datetime import UTC, datetime
from typing import Any

from engine.sdk import OrganizationContext, param, workflow


def _expiry(host: str, port: int = 443) -> datetime:
    settings = ssl.create_default_context()
    with socket.create_connection((host, port), timeout=5) as raw:
        with settings.wrap_socket(raw, server_hostname=host) as secured:
            certificate = secured.getpeercert() or {}
    not_after = str(certificate["notAfter"])
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(not_after), UTC)


async def check(host: str) -> dict[str, Any]:
    try:
        expires = await asyncio.to_thread(_expiry, host)
    except (OSError, ssl.SSLError, KeyError) as error:
        return {"host": host, "error": f"{type(error).__name__}: {error}"}
    days = (expires - datetime.now(UTC)).days
    return {"host": host, "expires": expires.isoformat(), "days": days}


@workflow(name="certificate_expiry", description="Days until certificates expire", category="Web")
@param("hosts", "list")
async def certificate_expiry(
    context: OrganizationContext, hosts: list[str] | None
) -> dict[str, Any]:
    names = hosts or context.get_config("web_hosts", [])
    results = await asyncio.gather(*(check(name) for name in names))
    soon = [r["host"] for r in results if r.get("days", 99) < 21]
    return {"hosts": results, "renewSoon": soon}
