"""Contacts of the client's CRM."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any

import httpx

if TYPE_CHECKING:
    from engine.sdk import OrganizationContext

PAGE = 100


async def list_contacts(context: OrganizationContext) -> AsyncIterator[dict[str, Any]]:
    key = await context.get_secret("crm-key")
    async with httpx.AsyncClient(base_url=context.get_config("crm_url"), auth=("api", key)) as crm:
        offset = 0
        while True:
            response = await crm.get("/contacts", params={"offset": offset, "limit": PAGE})
            response.raise_for_status()
            items = response.json()["items"]
            for item in items:
                yield item
            if len(items) < PAGE:
                return
            offset += PAGE
