from __future__ import annotations
import json
from dataclasses import dataclass, field
from typing import Any, Self
from engine.sdk import workflow

@dataclass
class Card:
    title: str
    body: list[dict[str, Any]] = field(default_factory=list)
    actions: list[dict[str, Any]] = field(default_factory=list)

    def text(self, text: str, **style: Any) -> Self:
        self.body.append({"type": "TextBlock", "text": text, "wrap": True, **style})
        return self
    def facts(self, **facts: Any) -> Self:
        self.body.append({"type": "FactSet", "facts": [{"title": k.replace("_", " ").title(), "value": str(v)} for k, v in facts.items()]})
        return self
    def link(self, title: str, url: str) -> Self:
        self.actions.append({"type": "Action.OpenUrl", "title": title, "url": url})
        return self
    def build(self) -> dict[str, Any]:
        return {"type": "message", "attachments": [{"contentType": "application/vnd.microsoft.card.adaptive", "content": {
            "$schema": "http://adaptivecards.io/schemas/adaptive-card.json", "type": "AdaptiveCard", "version": "1.4",
            "body": [{"type": "TextBlock", "size": "Large", "text": self.title}, *self.body], "actions": self.actions}}]}

COLOURS = {"critical": "attention", "warning": "warning"}.get

@workflow(name="alert_card", description="Post an alert to Teams")
async def alert_card(context, alert: dict, level: str = "warning"):
    card = (Card(f"{alert['device']}: {alert['message']}")
            .text(alert.get("details", ""), color=COLOURS(level) or "default")
            .facts(first_seen=alert["first_seen"], count=alert.get("count", 1))
            .link("Open", f"https://rmm.example.com/devices/{alert['device_id']}"))
    hook = await context.get_secret("teams_webhook")
    response = await context.get_integration("http").post(hook, content=json.dumps(card.build()))
    return {"status": response["status"]}
