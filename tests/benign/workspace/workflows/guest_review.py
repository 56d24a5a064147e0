"""Guests that nobody has needed for months."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from pydantic import BaseModel, Field, ValidationError as ModelError

from engine.sdk import OrganizationContext, ValidationError, param, workflow

from ..shared._dates import parse, utcnow
from ..shared.graph import GraphClient


class Guest(BaseModel):
    id: str
    mail: str | None = None
    created: str = Field(alias="createdDateTime")
    activity: dict[str, Any] = Field(default_factory=dict, alias="signInActivity")

    @property
    def last_seen(self) -> str:
        return self.activity.get("lastSignInDateTime") or self.created


def stale(guest: Guest, days: int) -> bool:
    return utcnow() - parse(guest.last_seen) > timedelta(days=days)


@workflow(name="guest_review", description="List guests without sign-in", category="Identity")
@param("days", "int", default_value=90, validation={"min": 30, "max": 365})
@param("remove", "bool", default_value=False)
async def guest_review(context: OrganizationContext, days: int, remove: bool) -> dict[str, Any]:
    if remove and not context.get_config("allow_guest_removal", False):
        raise ValidationError("this client does not allow the removal of guests")
    found: list[Guest] = []
    skipped = 0
    async with await GraphClient.connect(context) as graph:
        async for raw in graph.pages("/users?$filter=userType eq 'Guest'"):
            try:
                guest = Guest.model_validate(raw)
            except ModelError as error:
                skipped += 1
                context.log("warning", "odd guest", {"errors": error.error_count()})
                continue
            if stale(guest, days):
                found.append(guest)
        if remove:
            for guest in found:
                await graph.request("DELETE", f"/users/{guest.id}")
    return {
        "stale": [g.model_dump(include={"id", "mail"}) for g in found],
        "skipped": skipped,
        "removed": len(found) if remove else 0,
    }
