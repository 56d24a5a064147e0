"""State that is each run's own, or kept by organization, written in the ways that people write it."""

import csv
import io
from dataclasses import dataclass, field
from decimal import Decimal, localcontext

from engine.sdk import OrganizationContext, public_attr

TOKENS: dict[str, str] = {}
PAGES: dict[tuple[str, str], list[str]] = {}
CLIENTS: dict[str, "Client"] = {}


def _rows() -> list[str]:
    return ["one"]


@dataclass
class Report:
    rows: list[str] = field(default_factory=_rows)
    seen: dict[str, int] = field(default_factory=lambda: {"all": 0})

    def add(self, row: str) -> None:
        rows = self.rows
        rows.append(row)
        self.seen["all"] += 1


class Client:
    def __init__(self, key: str) -> None:
        self.key = key
        self.calls = 0

    def __getattr__(self, name: str):
        return public_attr(self.key, name)

    def __lshift__(self, row: str) -> "Client":
        self.calls += len(row)
        return self

    async def close(self) -> None:
        print("closed after", self.calls)


class Plan:
    """Asked, never told: it may live as long as the module."""

    def __init__(self) -> None:
        self._steps = ("read", "write")

    def __getitem__(self, index: int) -> str:
        return self._steps[index]

    def __contains__(self, step: object) -> bool:
        return step in self._steps

    def after(self, step: str) -> list[str]:
        steps = list(self._steps)
        steps.append("done")
        return steps[steps.index(step) :]


PLAN = Plan()


async def run(context: OrganizationContext) -> dict[str, object]:
    if context.org_id not in TOKENS:
        TOKENS[context.org_id] = await context.get_secret("token")
    key = (context.org_id, "users")
    pages = PAGES.setdefault(key, [])
    pages.append(TOKENS[context.org_id])
    client = CLIENTS.get(f"{context.org_id}:main") or Client(TOKENS[context.org_id])
    CLIENTS[f"{context.org_id}:main"] = client
    client << "row" << "other"
    report = Report()
    report.add(PLAN[0])
    report.rows.append(str("read" in PLAN))
    states = dict.fromkeys(report.rows, 0)
    states["read"] += 1
    text = io.StringIO()
    csv.writer(text).writerow(PLAN.after("read"))
    with localcontext() as numbers:
        numbers.prec = 6
        share = Decimal(1) / 3
    return {"known": len(TOKENS), "text": text.getvalue(), "share": str(share), "states": states}


async def close() -> None:
    for client in CLIENTS.values():
        await client.close()
