"""Receive a ticket from another system: a workflow without a form, called by a webhook."""

from __future__ import annotations

from typing import Any

from engine.sdk import OrganizationContext, ValidationError, param, workflow

PRIORITIES = ["low", "normal", "high"]


@workflow(
    name="webhook_example",
    description="Take in a ticket that another system sends",
    category="Integrations",
    tags=["webhook"],
    timeout_seconds=30,
    expose_in_forms=False,
)
@param("event", "string", required=True, validation={"pattern": r"^[a-z]+\.[a-z]+$"})
@param("payload", "json", required=True)
@param("priority", "string", default_value="normal", validation={"allowedValues": PRIORITIES})
def webhook_example(
    context: OrganizationContext, event: str, payload: dict[str, Any], priority: str
) -> dict[str, Any]:
    """Check the ticket and acknowledge it.

    A plain ``def``: the engine runs it in a thread of its own, so it may block.
    """
    ticket = payload.get("ticket")
    if not ticket:
        raise ValidationError("the payload has no ticket", {"payload_keys": sorted(payload)})

    # Body keys that no @param declares are variables: whatever else the sender adds is kept.
    source = context.get_variable("source", default="unknown")
    context.log("info", f"Received {event}", {"ticket": ticket, "source": source})
    context.save_checkpoint("received", {"event": event, "priority": priority})

    return {"accepted": True, "ticket": ticket, "priority": priority, "source": source}
