"""Response times per queue, for the monthly meeting."""
import math
from bisect import bisect_right
from collections import ChainMap, OrderedDict
from datetime import datetime, timedelta, timezone
from functools import reduce, lru_cache, total_ordering, singledispatchmethod
from heapq import nlargest
from itertools import groupby, pairwise, accumulate, takewhile, zip_longest
from zoneinfo import ZoneInfo

from engine.sdk import OrganizationContext, param, workflow

DEFAULTS = {"timezone": "Europe/Berlin", "target_minutes": 60, "queues": ["service"]}
LIMITS = [15, 60, 240, 1440]
NAMES = ["at once", "within the hour", "half a day", "a day", "later"]


@lru_cache(maxsize=None)
def bucket(minutes: int) -> str:
    return NAMES[bisect_right(LIMITS, minutes)]


@total_ordering
class Span:
    def __init__(self, minutes):
        self.minutes = minutes

    def __eq__(self, other):
        return isinstance(other, self.__class__) and self.minutes == other.minutes

    def __lt__(self, other):
        return self.minutes < other.minutes

    def __add__(self, other):
        return Span(self.minutes + getattr(other, "minutes", other))

    __radd__ = __add__

    def __format__(self, spec):
        hours, minutes = divmod(self.minutes, 60)
        return f"{hours}:{minutes:02}" if spec == "h" else format(self.minutes, spec)


class Total:
    def __init__(self):
        self.value = 0

    @singledispatchmethod
    def add(self, item):
        raise TypeError(f"cannot add {item!r}")

    @add.register
    def _(self, item: int):
        self.value += item

    @add.register
    def _(self, item: Span):
        self.value += item.minutes


def percentile(values, share):
    ordered = sorted(values)
    if not ordered:
        return 0
    place = (len(ordered) - 1) * share
    low, high = math.floor(place), math.ceil(place)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


@workflow("sla_dashboard", "Response times", category="Reports")
@param("days", "int", default_value=30)
async def sla_dashboard(context: OrganizationContext, days=30):
    settings = ChainMap(context.get_variable("settings") or {}, DEFAULTS)
    zone = ZoneInfo(settings["timezone"])
    start = datetime.now(tz=zone) - timedelta(days=days)
    tickets = [t for t in context.get_variable("tickets", []) if datetime.fromisoformat(t["created"]) >= start]
    tickets.sort(key=lambda t: (t["queue"], t["created"]))
    report = OrderedDict()
    for queue, group in groupby(tickets, key=lambda t: t["queue"]):
        spans = [Span(t["minutes"]) for t in group]
        total = Total()
        for span in spans:
            total.add(span)
        report[queue] = {
            "count": len(spans),
            "median": percentile([s.minutes for s in spans], 0.5),
            "worst": [f"{s:h}" for s in nlargest(3, spans)],
            "buckets": reduce(lambda acc, s: {**acc, bucket(s.minutes): acc.get(bucket(s.minutes), 0) + 1}, spans, {}),
            "sum": f"{sum(spans, Span(0)):h}",
            "average": total.value / len(spans),
        }
    gaps = [b - a for a, b in pairwise(sorted(t["minutes"] for t in tickets))]
    running = list(takewhile(lambda n: n < 10_000, accumulate(gaps)))
    return {"queues": report, "gaps": running, "pairs": list(zip_longest(NAMES, LIMITS)), "at": datetime.now(timezone.utc).isoformat()}
