"""Sort incoming tickets by what they say."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from engine.sdk import OrganizationContext, ValidationError, param, workflow


class Rule(NamedTuple):
    pattern: re.Pattern[str]
    queue: str
    weight: int = 1


RULES = (
    Rule(re.compile(r"\b(vpn|firewall|wlan)\b", re.IGNORECASE), "network", 2),
    Rule(re.compile(r"\b(password|mfa|log ?in)\b", re.IGNORECASE), "identity"),
    Rule(re.compile(r"\b(printer|toner|drucker)\b", re.IGNORECASE), "hardware"),
)
GREETINGS = re.compile(r"^(hi|hello|hallo|dear)\b[^\n]*\n", re.IGNORECASE)


def score(text: str) -> dict[str, int]:
    points: dict[str, int] = {}
    for rule in RULES:
        hits = len(rule.pattern.findall(text))
        if hits:
            points[rule.queue] = points.get(rule.queue, 0) + hits * rule.weight
    return points


@workflow(name="ticket_triage", description="Choose a queue for a ticket", category="Service desk")
@param("subject", "string", required=True)
@param("body", "string")
def ticket_triage(context: OrganizationContext, subject: str, body: str | None) -> dict[str, Any]:
    text = f"{subject}\n{GREETINGS.sub('', body or '')}"
    if not text.strip():
        raise ValidationError("the ticket is empty")
    points = score(text)
    match sorted(points.items(), key=lambda item: -item[1]):
        case []:
            queue, sure = "general", False
        case [(queue, _)]:
            sure = True
        case [(queue, first), (_, second), *_]:
            sure = first > second
    context.set_variable("queue", queue)
    return {"queue": queue, "sure": sure, "points": points}
