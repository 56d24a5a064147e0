"""Take webhooks of several vendors and hand them to the right function."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Awaitable, Callable
from typing import Any

from engine.sdk import OrganizationContext, ValidationError, param, workflow

Handler = Callable[[OrganizationContext, dict[str, Any]], Awaitable[dict[str, Any]]]
_handlers: dict[str, Handler] = {}


def handles(*kinds: str) -> Callable[[Handler], Handler]:
    def register(function: Handler) -> Handler:
        for kind in kinds:
            _handlers[kind] = function
        return function

    return register


@handles("alert.created", "alert.updated")
async def on_alert(context: OrganizationContext, data: dict[str, Any]) -> dict[str, Any]:
    context.set_variable("alert", data["id"])
    return {"alert": data["id"], "severity": data.get("severity", "low")}


@handles("invoice.paid")
async def on_invoice(context: OrganizationContext, data: dict[str, Any]) -> dict[str, Any]:
    return {"invoice": data["number"], "amount": round(float(data["amount"]), 2)}


async def verify(context: OrganizationContext, body: str, signature: str) -> None:
    secret = await context.get_secret("webhook-secret")
    expected = hmac.new(secret.encode(), body.encode(), hashlib.sha256).hexdigest()
    if not hmac.compare_digest(expected, signature.removeprefix("sha256=")):
        raise ValidationError("the signature is wrong")


@workflow(name="webhook_router", description="Webhooks of all vendors", expose_in_forms=False)
@param("kind", "string", required=True)
@param("data", "json", required=True)
async def webhook_router(
    context: OrganizationContext, kind: str, data: dict[str, Any]
) -> dict[str, Any]:
    if signature := context.get_variable("signature"):
        await verify(context, str(context.get_variable("raw", "")), signature)
    handler = _handlers.get(kind)
    if handler is None:
        context.log("info", f"ignored {kind}", {"known": sorted(_handlers)})
        return {"ignored": kind}
    return await handler(context, data)
