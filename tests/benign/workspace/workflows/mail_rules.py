"""Finds inbox rules that hide mail."""
import fnmatch
import ipaddress
import json
import re
from email.message import EmailMessage
from email.utils import formataddr, parseaddr
from html import escape, unescape
from urllib.parse import parse_qs, quote, urlsplit

from engine.sdk import OrganizationContext, ValidationError, workflow

SUSPICIOUS = re.compile(r"(?ix) ^ (?: rss | conversation\ history | archive ) $ | \b(invoice|payment|wire)\b")
TRUSTED = ("*.contoso.com", "mail.fabrikam.example")


def is_internal(host: str) -> bool:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return any(fnmatch.fnmatch(host.lower(), pattern) for pattern in TRUSTED)
    return address.is_private


def judge(rule: dict) -> list[str]:
    match rule:
        case {"actions": {"delete": True}}:
            return ["deletes mail"]
        case {"actions": {"moveToFolder": str(folder)}} if SUSPICIOUS.search(folder):
            return [f"moves mail to {folder}"]
        case {"actions": {"forwardTo": [{"emailAddress": {"address": address}}, *rest]}}:
            _, mail = parseaddr(address)
            found = [] if is_internal(mail.rpartition("@")[2]) else [f"forwards to {mail}"]
            return found + [f"and {len(rest)} more"] * bool(rest)
        case {"actions": None} | {"isEnabled": False}:
            return []
        case {"displayName": "." | ".." | "..."}:
            return ["is named to be overlooked"]
        case _:
            return []


def letter(to: str, found: dict[str, list[str]]) -> EmailMessage:
    message = EmailMessage()
    message["To"] = formataddr(("Security", to))
    message["Subject"] = f"{len(found)} rules to look at"
    lines = "".join(f"<li>{escape(name)}: {escape(', '.join(why))}</li>" for name, why in found.items())
    message.set_content(unescape(re.sub(r"<[^>]+>", " ", lines)))
    message.add_alternative(f"<ul>{lines}</ul>", subtype="html")
    message.add_attachment(json.dumps(found, indent=1).encode(), maintype="application", subtype="json", filename="rules.json")
    return message


@workflow("mail_rules", "Inbox rules that hide mail")
async def mail_rules(context: OrganizationContext, link: str = ""):
    parts = urlsplit(link)
    if parts.scheme not in ("", "https"):
        raise ValidationError("only https")
    box = parse_qs(parts.query).get("box", [""])[0]
    found = {rule["displayName"]: why for rule in context.get_variable("rules", []) if (why := judge(rule))}
    text = letter(context.executed_by_email, found).as_string()
    return {"box": quote(box), "found": found, "mail": text}
