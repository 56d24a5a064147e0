from engine.sdk import workflow, param, OrganizationContext, IntegrationError
from datetime import datetime, timedelta, timezone
from operator import itemgetter, attrgetter
from collections import defaultdict, Counter, deque
import re

STATUS_MAP = {"New": 1, "In Progress": 2, "Waiting": 3, "Done": 9}
REVERSE = {v: k for k, v in STATUS_MAP.items()}
_TAG = re.compile(r"\[(?P<system>[A-Z]{2,5})-(?P<number>\d+)\]")


class Change:
    __slots__ = ("source", "target", "fields")

    def __init__(self, source, target, fields):
        self.source = source
        self.target = target
        self.fields = fields

    def __bool__(self):
        return bool(self.fields)

    def __eq__(self, other):
        if not isinstance(other, Change):
            return NotImplemented
        return self.source == other.source and self.fields == other.fields

    def __hash__(self):
        return hash((self.source, tuple(sorted(self.fields))))


def diff(left, right):
    changed = {}
    for key in left.keys() & right.keys():
        if left[key] != right[key]:
            changed[key] = (left[key], right[key])
    return changed


def link(ticket):
    match = _TAG.search(ticket.get("summary", ""))
    return (match["system"], int(match.group("number"))) if match else None


@workflow("ticket_sync", "Keep two ticket systems equal", execution_mode="scheduled", schedule="0 */15 * * * *")
async def ticket_sync(context: OrganizationContext):
    since = context.get_variable("since") or (datetime.now(timezone.utc) - timedelta(hours=1)).isoformat()
    ours, theirs = await _load(context, "ours", since), await _load(context, "theirs", since)
    by_link = {link(t): t for t in theirs if link(t)}
    queue = deque()
    for ticket in sorted(ours, key=itemgetter("id")):
        other = by_link.get(("PSA", ticket["id"]))
        if other is None:
            queue.append(Change(ticket["id"], None, {"summary": (None, ticket["summary"])}))
        elif change := Change(ticket["id"], other["id"], diff(ticket, other)):
            queue.append(change)
    stats = Counter()
    while queue:
        change = queue.popleft()
        try:
            await _apply(context, change)
            stats["ok"] += 1
        except IntegrationError as error:
            stats[type(error).__name__] += 1
            context.log("warning", "not synchronised: %s" % error, {"ticket": change.source})
    groups = defaultdict(list)
    for ticket in ours:
        groups[REVERSE.get(ticket["status"], "?")].append(ticket["id"])
    context.set_variable("since", datetime.now(timezone.utc).isoformat())
    return {"stats": dict(stats), "open": {name: len(ids) for name, ids in groups.items()}}


async def _load(context, side, since):
    import httpx

    async with httpx.AsyncClient(base_url=context.get_config(f"{side}_url")) as http:
        reply = await http.get("/tickets", params={"since": since}, headers={"x-key": await context.get_secret(f"{side}_key")})
        reply.raise_for_status()
        return reply.json()["items"]


async def _apply(context, change):
    if not change.fields:
        raise IntegrationError("nothing to do")
    context.log("info", f"{change.source} -> {change.target}", change.fields)
