from operator import attrgetter, itemgetter
from typing import Any, Iterable, Literal, get_args
from engine.sdk import workflow, ValidationError

SortKey = Literal["name", "created", "status"]
ALLOWED = get_args(SortKey)

class Item:
    def __init__(self, name, created, status):
        self.name, self.created, self.status = name, created, status
    def to_dict(self):
        return dict(self.__dict__)
    def __str__(self):
        return "%s (%s)" % (self.name, self.status)

def order(items: Iterable[Item], by: str = "name", descending: bool = False):
    if by not in ALLOWED:
        raise ValidationError(f"sort by one of {', '.join(ALLOWED)}")
    return sorted(items, key=attrgetter(by), reverse=descending)

def order2(items, by):
    if by not in ("name", "created", "status"):
        raise ValueError(by)
    return sorted(items, key=lambda i: getattr(i, by))

def page(items, number=1, size=50):
    start = (number - 1) * size
    return items[start:start + size], len(items) > start + size

@workflow(name="list_items", description="List")
async def list_items(context, by="name", number=1):
    rows = await context.get_integration("psa").get("/items")
    items = [Item(**{k: r[k] for k in ("name", "created", "status")}) for r in rows]
    chosen, more = page(order(items, by), number)
    return {"items": [i.to_dict() for i in chosen], "more": more, "first": str(chosen[0]) if chosen else None}
