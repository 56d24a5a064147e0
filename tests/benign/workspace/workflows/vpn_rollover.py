"""Exchange pre-shared keys of site-to-site tunnels, one after the other."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass, field
from typing import Any

import httpx

from engine.sdk import OrganizationContext, TimeoutError, ValidationError, param, workflow


@dataclass
class Tunnel:
    name: str
    peer: str
    state: str = "unknown"
    history: list[str] = field(default_factory=list)

    def note(self, text: str) -> None:
        self.history.append(text)
        self.state = text


class Firewall:
    """The vendor's REST interface, as far as it is needed here."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def tunnels(self) -> list[Tunnel]:
        answer = await self._client.get("/api/v2/tunnels")
        answer.raise_for_status()
        return [Tunnel(t["name"], t["peer"]) for t in answer.json()["tunnels"]]

    async def set_key(self, tunnel: Tunnel, key: str) -> None:
        answer = await self._client.put(f"/api/v2/tunnels/{tunnel.name}", json={"psk": key})
        answer.raise_for_status()

    async def is_up(self, tunnel: Tunnel) -> bool:
        answer = await self._client.get(f"/api/v2/tunnels/{tunnel.name}/state")
        return answer.json().get("state") == "up"


async def wait_up(firewall: Firewall, tunnel: Tunnel, seconds: int) -> None:
    deadline = asyncio.get_running_loop().time() + seconds
    while asyncio.get_running_loop().time() < deadline:
        if await firewall.is_up(tunnel):
            tunnel.note("up")
            return
        await asyncio.sleep(5)
    tunnel.note("down")
    raise TimeoutError(f"{tunnel.name} did not come up again")


@workflow(name="vpn_rollover", description="Exchange tunnel keys", category="Network")
@param("only", "list")
async def vpn_rollover(context: OrganizationContext, only: list[str] | None) -> dict[str, Any]:
    key = await context.get_secret("firewall-key")
    async with httpx.AsyncClient(
        base_url=context.get_config("firewall_url"), headers={"Authorization": key}
    ) as client:
        firewall = Firewall(client)
        tunnels = await firewall.tunnels()
        unknown = set(only or ()) - {t.name for t in tunnels}
        if unknown:
            raise ValidationError(f"no tunnel {', '.join(sorted(unknown))}")
        for tunnel in tunnels:
            if only and tunnel.name not in only:
                continue
            await firewall.set_key(tunnel, secrets.token_urlsafe(32))
            await wait_up(firewall, tunnel, seconds=60)
            context.save_checkpoint("rolled", {"tunnel": tunnel.name})
    return {t.name: t.history for t in tunnels}
