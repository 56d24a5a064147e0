"""Post a card to the client's Teams channel."""

from __future__ import annotations

import json
from string import Template
from typing import Any

import aiohttp

from engine.sdk import IntegrationError, OrganizationContext, param, workflow

TITLE = Template("$client: $title")
COLOURS = {"info": "0078D7", "warning": "FFB900", "error": "D13438"}


def card(client: str, title: str, facts: dict[str, Any], level: str = "info") -> dict[str, Any]:
    return {
        "@type": "MessageCard",
        "@context": "https://schema.org/extensions",
        "themeColor": COLOURS.get(level, COLOURS["info"]),
        "title": TITLE.safe_substitute(client=client, title=title),
        "sections": [{"facts": [{"name": k, "value": str(v)} for k, v in facts.items()]}],
    }


@workflow(name="teams_notify", description="Tell the team about something", category="Notify")
@param("title", "string", required=True)
@param("facts", "json")
@param("level", "string", default_value="info", validation={"allowedValues": list(COLOURS)})
async def teams_notify(
    context: OrganizationContext, title: str, facts: dict[str, Any] | None, level: str
) -> dict[str, bool]:
    url = await context.get_secret("teams-webhook")
    body = json.dumps(card(context.org_name or "-", title, facts or {}, level), ensure_ascii=False)
    timeout = aiohttp.ClientTimeout(total=10)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        async with session.post(url, data=body.encode(), headers={"Content-Type": "application/json"}) as answer:
            if answer.status >= 400:
                text = await answer.text()
                raise IntegrationError("Teams refused the card", {"status": answer.status, "text": text[:200]})
    return {"sent": True}
