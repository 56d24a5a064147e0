"""Find rules that forward mail out of the organization."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from engine.sdk import OrganizationContext, workflow
from workspace.shared.graph import GraphClient

EXTERNAL = "external"


def recipients(rule: dict[str, Any]) -> Iterable[str]:
    actions = rule.get("actions") or {}
    for key in ("forwardTo", "redirectTo", "forwardAsAttachmentTo"):
        for entry in actions.get(key) or ():
            address = entry.get("emailAddress", {}).get("address")
            if address:
                yield address.lower()


def domain_of(address: str) -> str:
    return address.rpartition("@")[2]


@workflow(name="mailbox_forwarding_audit", description="Rules that forward mail outside")
async def mailbox_forwarding_audit(context: OrganizationContext) -> list[dict[str, Any]]:
    own = {d.lower() for d in context.get_config("mail_domains", [])}
    found: list[dict[str, Any]] = []
    async with await GraphClient.connect(context) as graph:
        async for user in graph.pages("/users?$select=id,mail"):
            if not user.get("mail"):
                continue
            try:
                rules = [r async for r in graph.pages(f"/users/{user['id']}/mailFolders/inbox/messageRules")]
            except Exception as error:  # noqa: BLE001 - one odd mailbox must not stop the audit
                context.log("warning", "mailbox skipped", {"user": user["mail"], "why": str(error)})
                continue
            for rule in rules:
                outside = [a for a in recipients(rule) if domain_of(a) not in own]
                if outside:
                    found.append({"user": user["mail"], "rule": rule["displayName"], "to": outside})
    context.save_checkpoint("audited", {"found": len(found)})
    return found
