"""Copy contacts from the CRM to the ticket system, changes only."""

from __future__ import annotations

import hashlib
import itertools
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar

from tenacity import retry, retry_if_exception_type, stop_after_attempt, wait_exponential

from engine.sdk import IntegrationError, OrganizationContext, workflow

T = TypeVar("T")
FIELDS = ("firstName", "lastName", "email", "phone")


def batched(items: Iterable[T], size: int) -> Iterator[list[T]]:
    iterator = iter(items)
    while batch := list(itertools.islice(iterator, size)):
        yield batch


def fingerprint(contact: Mapping[str, Any]) -> str:
    text = json.dumps({f: contact.get(f) for f in FIELDS}, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


@retry(
    retry=retry_if_exception_type(IntegrationError),
    stop=stop_after_attempt(3),
    wait=wait_exponential(multiplier=0.5, max=5),
    reraise=True,
)
async def push(url: str, token: str, batch: list[dict[str, Any]]) -> int:
    import httpx

    async with httpx.AsyncClient() as client:
        response = await client.post(url, json={"contacts": batch}, headers={"x-api-key": token})
    if response.status_code >= 500:
        raise IntegrationError("the ticket system is busy")
    response.raise_for_status()
    return len(batch)


@workflow(name="sync_contacts", description="Keep contacts the same in both systems")
async def sync_contacts(context: OrganizationContext) -> dict[str, int]:
    from workspace.shared.crm import list_contacts

    token = await context.get_secret("desk-token")
    url = context.get_config("desk_url", "https://desk.example.com/api/contacts")
    seen: dict[str, str] = context.cache.get("contact-hashes", {})
    changed: list[dict[str, Any]] = []
    async for contact in list_contacts(context):
        digest = fingerprint(contact)
        if seen.get(contact["id"]) != digest:
            changed.append(contact)
            seen[contact["id"]] = digest
    sent = 0
    for batch in batched(changed, 50):
        sent += await push(url, token, batch)
    context.cache.set("contact-hashes", seen, ttl_seconds=86_400)
    return {"sent": sent, "known": len(seen)}
