"""Compare the public DNS records with what the client should have."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from dataclasses import dataclass, field
from typing import Any

import httpx

from engine.sdk import OrganizationContext, param, workflow

RESOLVER = "https://cloudflare-dns.com/dns-query"


@dataclass
class Report:
    domain: str
    missing: list[str] = field(default_factory=list)
    unexpected: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not self.missing and not self.unexpected


async def lookup(client: httpx.AsyncClient, name: str, kind: str) -> set[str]:
    answer = await client.get(
        RESOLVER, params={"name": name, "type": kind}, headers={"Accept": "application/dns-json"}
    )
    return {entry["data"].strip('"') for entry in answer.json().get("Answer", [])}


def is_private(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_private
    except ValueError:
        return False


@workflow(name="dns_records", description="Check SPF, MX and A records", category="DNS")
@param("domain", "string", required=True)
async def dns_records(context: OrganizationContext, domain: str) -> dict[str, Any]:
    expected: dict[str, list[str]] = context.get_config("dns_expected", {})
    report = Report(domain)
    async with httpx.AsyncClient(timeout=5) as client:
        kinds = ("A", "MX", "TXT")
        answers = await asyncio.gather(*(lookup(client, domain, kind) for kind in kinds))
    for kind, found in zip(kinds, answers, strict=True):
        wanted = set(expected.get(kind, ()))
        report.missing += sorted(wanted - found)
        if kind == "A":
            report.unexpected += sorted(a for a in found - wanted if is_private(a))
    try:
        local = socket.gethostbyname(domain)
    except socket.gaierror as error:
        local = error.strerror or "unknown"
    return {"ok": report.ok, "missing": report.missing, "resolved": local}
