"""Take a reported mail apart and look its links up."""

from __future__ import annotations

import asyncio
import email
import email.policy
from email.message import EmailMessage
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlparse

import httpx

from engine.sdk import OrganizationContext, param, workflow


class LinkParser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.links += [value for name, value in attrs if name == "href" and value]


def links_of(message: EmailMessage) -> list[str]:
    body = message.get_body(preferencelist=("html", "plain"))
    if body is None:
        return []
    parser = LinkParser()
    parser.feed(body.get_content())
    return parser.links


@workflow(name="phishing_report", description="Judge a reported mail", category="Security")
@param("source", "string", required=True)
async def phishing_report(context: OrganizationContext, source: str) -> dict[str, Any]:
    message = email.message_from_string(source, policy=email.policy.default)
    hosts = {urlparse(link).hostname for link in links_of(message)} - {None}
    trusted = set(context.get_config("trusted_hosts", []))
    async with httpx.AsyncClient(timeout=10) as client:

        async def verdict(host: str) -> tuple[str, str]:
            answer = await client.get("https://reputation.example.com/v1", params={"host": host})
            return host, answer.json().get("verdict", "unknown")

        pairs = await asyncio.gather(*(verdict(h) for h in sorted(hosts - trusted) if h))
    attachments = [part.get_filename() for part in message.iter_attachments()]
    return {"subject": message["subject"], "hosts": dict(pairs), "attachments": attachments}
