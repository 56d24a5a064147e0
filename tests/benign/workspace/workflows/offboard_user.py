"""Take a leaver's access away, step by step."""

from __future__ import annotations

import asyncio
import secrets
import string
from typing import Any

from engine.sdk import (
    IntegrationError,
    OrganizationContext,
    ValidationError,
    param,
    workflow,
)

from ..shared.graph import GraphClient

ALPHABET = string.ascii_letters + string.digits


def random_password(length: int = 24) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


@workflow(
    name="offboard_user",
    description="Disable an account, revoke sessions and release licenses",
    category="Users",
    tags=["offboarding", "m365"],
    timeout_seconds=600,
)
@param("user_id", "string", required=True)
@param("forward_to", "email")
@param("keep_mailbox", "bool", default_value=True)
async def offboard_user(
    context: OrganizationContext, user_id: str, forward_to: str | None, keep_mailbox: bool
) -> dict[str, Any]:
    if forward_to and forward_to.lower() == user_id.lower():
        raise ValidationError("mail cannot be forwarded to the leaver")

    async with await GraphClient.connect(context) as graph:
        user = await graph.request("GET", f"/users/{user_id}")
        context.save_checkpoint("found", {"id": user["id"]})

        await graph.request("PATCH", f"/users/{user['id']}", json={"accountEnabled": False})
        results = await asyncio.gather(
            graph.request("POST", f"/users/{user['id']}/revokeSignInSessions"),
            graph.request(
                "PATCH",
                f"/users/{user['id']}",
                json={"passwordProfile": {"password": random_password()}},
            ),
            return_exceptions=True,
        )
        failed = [type(r).__name__ for r in results if isinstance(r, Exception)]
        if failed:
            raise IntegrationError("the account is disabled, but some steps failed", failed)

        released = 0
        async for detail in graph.pages(f"/users/{user['id']}/licenseDetails"):
            if keep_mailbox and "EXCHANGE" in detail["skuPartNumber"]:
                continue
            await graph.request(
                "POST",
                f"/users/{user['id']}/assignLicense",
                json={"addLicenses": [], "removeLicenses": [detail["skuId"]]},
            )
            released += 1
    context.log("info", "Offboarded", {"user": user_id, "licenses": released})
    return {"disabled": True, "licensesReleased": released, "forwardTo": forward_to}
