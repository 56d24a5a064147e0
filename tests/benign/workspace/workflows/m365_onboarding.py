"""New starter: user, licences, groups, mailbox, welcome ticket."""
from __future__ import annotations

import secrets
import string
from dataclasses import asdict, dataclass, replace
from typing import Any, NamedTuple

from engine.sdk import OrganizationContext, ValidationError, param, workflow

ALPHABET = string.ascii_letters + string.digits + "!$%-_"
SKU_BY_ROLE = {
    "office": ("SPE_E3",),
    "frontline": ("SPE_F1",),
    "developer": ("SPE_E5", "VISUALSTUDIO"),
}


class Address(NamedTuple):
    local: str
    domain: str

    def __str__(self) -> str:
        return f"{self.local}@{self.domain}"


@dataclass(frozen=True)
class Starter:
    first: str
    last: str
    role: str = "office"
    manager: str | None = None

    def __post_init__(self) -> None:
        if self.role not in SKU_BY_ROLE:
            raise ValidationError(f"unknown role {self.role!r}; one of {', '.join(sorted(SKU_BY_ROLE))}")

    def address(self, domain: str, taken: set[str]) -> Address:
        base = f"{self.first[:1]}.{self.last}".lower().translate(str.maketrans({" ": "", "ä": "ae", "ö": "oe"}))
        for suffix in ("", *map(str, range(2, 100))):
            if (candidate := Address(base + suffix, domain)) and str(candidate) not in taken:
                return candidate
        raise ValidationError("no free address")


def password(length: int = 16) -> str:
    while True:
        text = "".join(secrets.choice(ALPHABET) for _ in range(length))
        if any(c.islower() for c in text) and any(c.isdigit() for c in text):
            return text


@workflow(name="m365_onboarding", description="Create a Microsoft 365 user", category="Identity", tags=["m365"])
@param("first", "string", required=True)
@param("last", "string", required=True)
@param("role", "string", default_value="office")
async def m365_onboarding(context: OrganizationContext, first: str, last: str, role: str = "office", **extra: Any):
    from ..shared.graph import GraphClient

    starter = replace(Starter(first, last), role=role) if role else Starter(first, last)
    async with await GraphClient.connect(context) as graph:
        taken = {user["userPrincipalName"].lower() async for user in graph.pages("/users?$select=userPrincipalName")}
        address = starter.address(context.get_config("mail_domain"), taken)
        body = {
            "accountEnabled": True,
            "displayName": f"{first} {last}",
            "userPrincipalName": str(address),
            "mailNickname": address.local,
            "passwordProfile": {"password": password(), "forceChangePasswordNextSignIn": True},
            **{key: value for key, value in extra.items() if key in {"department", "jobTitle", "usageLocation"}},
        }
        user = await graph.post("/users", body)
    context.log("info", "user created", {"upn": str(address), **asdict(starter)})
    await context.save_checkpoint("created", {"id": user["id"]})
    return {"id": user["id"], "upn": str(address), "skus": list(SKU_BY_ROLE[role])}
