"""A made-up workspace of any size, of the kind that people write: the same seed, the same bytes.

Every module is about 6 kB. Of a hundred, twelve have words that look suspicious and are innocent;
ten modules of the whole break a rule.
"""

from __future__ import annotations

import random
from pathlib import Path

SEED = 20_240_917
VIOLATIONS = 10
MODULES_PER_PACKAGE = 25

_SYSTEMS = (
    "ticketing", "billing", "directory", "mailbox", "backup", "patching", "monitoring", "licensing",
    "inventory", "contracts", "telephony", "endpoints", "firewall", "storage", "printing",
    "domains",
)  # fmt: skip
_THINGS = (
    "customer", "device", "license", "ticket", "invoice", "mailbox", "policy", "agreement", "alert",
    "contact", "site", "subscription", "user", "group", "certificate", "schedule",
)  # fmt: skip
_FIELDS = (
    "name", "status", "owner", "created", "updated", "price", "quantity", "email", "region", "plan",
    "priority", "category", "notes", "address", "expires", "serial",
)  # fmt: skip

_HEAD = '''\
"""Keeps the {thing}s of the {system} system in step with what the client has booked ({number})."""

from __future__ import annotations

import asyncio
import json
import logging
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from engine.sdk import OrganizationContext, WorkflowException, param, workflow
{neighbour}
logger = logging.getLogger(__name__)

PAGE_SIZE = {page}
RETRIES = {retries}
API_VERSION = "v{version}"
STATES = ("new", "active", "suspended", "closed")
_{upper}_ID = re.compile(r"^[A-Z]{{2,4}}-\\d{{4,8}}$")


@dataclass
class {title}:
    """One {thing} as {system} reports it."""

    identifier: str
    {field_a}: str = ""
    {field_b}: str = ""
    {field_c}: int = 0
    tags: list[str] = field(default_factory=list)

    @property
    def label(self) -> str:
        return f"{{self.identifier}} ({{self.{field_a}}})" if self.{field_a} else self.identifier

    def is_complete(self) -> bool:
        return bool(self.identifier and self.{field_a}) and self.{field_c} >= 0

    @classmethod
    def from_record(cls, record: dict[str, Any]) -> {title}:
        identifier = str(record.get("id") or "").strip().upper()
        if not _{upper}_ID.match(identifier):
            raise WorkflowException(f"{thing} without a usable id: {{identifier!r}}")
        return cls(
            identifier=identifier,
            {field_a}=str(record.get("{field_a}", "")),
            {field_b}=str(record.get("{field_b}", "")),
            {field_c}=int(record.get("{field_c}") or 0),
            tags=[str(tag).lower() for tag in record.get("tags", ())],
        )
'''

_BLOCKS = (
    '''

async def fetch_{thing}s_{n}(client: httpx.AsyncClient, since: datetime) -> list[{title}]:
    """Read all pages of what has changed since a moment."""
    found: list[{title}] = []
    parameters = {{"since": since.isoformat(), "limit": PAGE_SIZE, "version": API_VERSION}}
    cursor: str | None = None
    while True:
        if cursor:
            parameters["cursor"] = cursor
        response = await client.get("/{system}/{thing}s", params=parameters)
        response.raise_for_status()
        page = response.json()
        for record in page.get("items", []):
            try:
                found.append({title}.from_record(record))
            except WorkflowException as error:
                logger.warning("skipped a {thing}: %s", error)
        cursor = page.get("next")
        if not cursor:
            return found
''',
    '''

def group_by_{field_b}_{n}(items: list[{title}]) -> dict[str, list[{title}]]:
    """Sort {thing}s into groups, each in the order of the identifiers."""
    groups: dict[str, list[{title}]] = {{}}
    for item in sorted(items, key=lambda entry: entry.identifier):
        key = item.{field_b} or "unknown"
        groups.setdefault(key, []).append(item)
    for name, members in groups.items():
        logger.debug("%s: %d {thing}s", name, len(members))
    return {{name: members for name, members in groups.items() if members}}
''',
    '''

async def push_{thing}_{n}(client: httpx.AsyncClient, item: {title}, *, dry_run: bool) -> bool:
    """Write one {thing} back; try again while the service is busy."""
    body = {{"id": item.identifier, "{field_a}": item.{field_a}, "{field_c}": item.{field_c}}}
    if dry_run:
        logger.info("would send %s", json.dumps(body, sort_keys=True))
        return False
    for attempt in range(1, RETRIES + 1):
        response = await client.put(f"/{system}/{thing}s/{{item.identifier}}", json=body)
        if response.status_code in (429, 503):
            delay = float(response.headers.get("Retry-After", 2**attempt))
            await asyncio.sleep(min(delay, 30.0))
            continue
        if response.status_code == 404:
            logger.info("%s has gone", item.label)
            return False
        response.raise_for_status()
        return True
    raise WorkflowException(f"{system} stayed busy for {{item.label}}")
''',
    '''

def summarize_{n}(items: list[{title}], budget: float) -> dict[str, Any]:
    """Put the figures of the report together."""
    total = sum(item.{field_c} for item in items)
    complete = [item for item in items if item.is_complete()]
    share = len(complete) / len(items) if items else 0.0
    text = f"{{len(complete)}} of {{len(items)}} {thing}s complete ({{share:.0%}})"
    if total > budget:
        text += f", {{total - budget:.2f}} over the budget"
    return {{
        "text": text,
        "total": total,
        "share": round(share, 3),
        "incomplete": [item.label for item in items if not item.is_complete()][:50],
        "tags": sorted({{tag for item in items for tag in item.tags}}),
    }}
''',
    '''

def parse_{field_a}_lines_{n}(text: str) -> list[tuple[str, str]]:
    """Read `key: value` lines, as the export of {system} has them."""
    pairs = []
    for number, line in enumerate(text.splitlines(), start=1):
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        key, separator, value = line.partition(":")
        if not separator:
            raise ValueError(f"line {{number}}: expected `key: value`, got {{line[:40]!r}}")
        pairs.append((key.strip().lower(), value.strip()))
    return pairs
''',
    '''

def is_due_{n}(last: str | None, days: int = {days}) -> bool:
    """Say whether the last synchronization lies too far back."""
    if not last:
        return True
    try:
        moment = datetime.fromisoformat(last)
    except ValueError:
        logger.warning("unreadable date %r", last)
        return True
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return datetime.now(tz=UTC) - moment > timedelta(days=days)
''',
)

_INNOCENT = (
    '''

def evaluate_{n}(scores: list[float]) -> float:
    """Never uses eval() or exec(): the formula is fixed. `os.system` is not needed either."""
    return sum(score**2 for score in scores) / max(len(scores), 1)
''',
    '''

class Importer{n}:
    """Moves records over; the subprocess of the old tool is gone."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._seen: set[str] = set()

    def compile(self, record: dict[str, Any]) -> str:
        self._seen.add(str(record.get("id")))
        return f"{{self._source}}:{{record.get('globals', 'none')}}:{{len(self._seen)}}"
''',
    '''

def open_tickets_{n}(tickets: list[dict[str, Any]]) -> list[str]:
    """Names of open tickets; `__import__` in a title is only text."""
    pattern = re.compile(r"exec|eval|system", re.IGNORECASE)
    return [t["title"] for t in tickets if t.get("open") and not pattern.search(t["title"])]
''',
)

_TAIL = '''

@workflow(
    name="{name}",
    description="Synchronize {thing}s with {system}",
    category="{category}",
    tags=["{system}", "{thing}"],
)
@param("days", "int", required=False, help_text="How far to look back")
@param("dry_run", "bool", required=False, help_text="Only say what would happen")
async def {name}(
    context: OrganizationContext, days: int = {days}, dry_run: bool = True
) -> dict[str, Any]:
    """Fetch, compare, write back and report."""
    base = context.get_config("{system}_url", "https://{system}.example.com")
    token = await context.get_secret("{system}_token")
    since = datetime.now(tz=UTC) - timedelta(days=days)
    started = {{"since": since.isoformat(), "dry_run": dry_run}}
    context.log("info", "synchronizing {thing}s", started)
    headers = {{"Authorization": f"Bearer {{token}}"}}
    async with httpx.AsyncClient(base_url=base, headers=headers, timeout=30) as client:
        response = await client.get("/{system}/{thing}s", params={{"limit": PAGE_SIZE}})
        response.raise_for_status()
        items = [{title}.from_record(record) for record in response.json()["items"]]
    context.save_checkpoint("fetched", {{"count": len(items)}})
    return {{"organization": context.org_name, "count": len(items), "states": list(STATES)}}
'''

_BROKEN = (
    "\n\ndef run_formula(text: str) -> object:\n    return eval(text)\n",
    "\n\ndef engine_of(obj: object) -> object:\n    return obj.__class__.__mro__\n",
    "\n\nfrom engine.shared.storage import tables  # noqa: E402\n\nTABLES = tables\n",
    "\n\nimport subprocess  # noqa: E402\n\nsubprocess.run(['id'])\n",
    "\n\nimport os  # noqa: E402\n\nKEY = os.environ['KEY']\n",
)


def write_workspace(root: Path, modules: int) -> int:
    """Write ``root/workspace`` with so many modules (packages come on top); return the bytes."""
    generator = random.Random(SEED)
    suspicious = set(generator.sample(range(modules), modules * 12 // 100))
    broken = generator.sample(range(modules), VIOLATIONS)
    total = 0
    for number in range(modules):
        text = _module(generator, number, suspicious=number in suspicious)
        if number in broken:
            text += _BROKEN[broken.index(number) % len(_BROKEN)]
        path = root / path_of(number)
        path.parent.mkdir(parents=True, exist_ok=True)
        if number % MODULES_PER_PACKAGE == 0:
            (path.parent / "__init__.py").write_text("", "utf-8")
        total += path.write_bytes(text.encode("utf-8"))
    return total


def path_of(number: int) -> str:
    """Return where module ``number`` lies."""
    return f"workspace/workflows/p{number // MODULES_PER_PACKAGE:03}/sync_{number:05}.py"


def _module(generator: random.Random, number: int, *, suspicious: bool) -> str:
    thing, system = generator.choice(_THINGS), generator.choice(_SYSTEMS)
    fields = generator.sample(_FIELDS, 3)
    names = {
        "number": number,
        "name": f"sync_{system}_{thing}_{number}",
        "thing": thing,
        "system": system,
        "title": thing.title(),
        "upper": thing.upper(),
        "category": system.title(),
        "page": generator.choice((50, 100, 200)),
        "retries": generator.randint(2, 6),
        "version": generator.randint(1, 4),
        "days": generator.randint(1, 30),
        "neighbour": _neighbour(generator, number),
        **dict(zip(("field_a", "field_b", "field_c"), fields, strict=True)),
    }
    blocks = [*generator.sample(_BLOCKS, 4), *generator.sample(_BLOCKS, 1)]
    if suspicious:
        blocks.insert(2, generator.choice(_INNOCENT))
    body = "".join(block.format(n=place, **names) for place, block in enumerate(blocks))
    return _HEAD.format(**names) + body + _TAIL.format(**names)


def _neighbour(generator: random.Random, number: int) -> str:
    """Every other module uses a function of one before it in its package."""
    first = number // MODULES_PER_PACKAGE * MODULES_PER_PACKAGE
    if number == first or generator.random() < 0.5:
        return ""
    other = generator.randrange(first, number)
    module = path_of(other).removesuffix(".py").replace("/", ".")
    return f"from {module} import PAGE_SIZE as OTHER_PAGE_SIZE\n"
