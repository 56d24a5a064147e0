"""Security groups for a drop-down list."""

from __future__ import annotations

from typing import Any

from engine.sdk import OrganizationContext, data_provider

from workspace.shared.graph import GraphClient


@data_provider(name="get_security_groups", description="Security groups", cache_ttl_seconds=120)
async def get_security_groups(context: OrganizationContext) -> list[dict[str, Any]]:
    cached = context.cache.get("groups")
    if cached is not None:
        return cached
    options = []
    async with await GraphClient.connect(context) as graph:
        async for group in graph.pages("/groups?$filter=securityEnabled eq true"):
            options.append(
                {
                    "label": group["displayName"],
                    "value": group["id"],
                    "metadata": {"mail": getattr(group, "mail", None), "type": "security"},
                }
            )
    options.sort(key=lambda option: option["label"].casefold())
    context.cache.set("groups", options, ttl_seconds=120)
    return options
