"""Monthly report of licenses as CSV and as a table."""

from __future__ import annotations

import csv
import io
from collections import Counter, defaultdict
from operator import attrgetter, itemgetter
from typing import Any

from tabulate import tabulate

from engine.sdk import OrganizationContext, workflow

from workspace.shared.graph import GraphClient
from workspace.shared.models import License

HEADERS = ("SKU", "Total", "Used", "Free")
PRICES = {"SPE_E3": 36.0, "SPE_E5": 57.0, "O365_BUSINESS_PREMIUM": 12.5}


def to_csv(licenses: list[License]) -> str:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=";")
    writer.writerow(HEADERS)
    for entry in sorted(licenses, key=attrgetter("sku")):
        writer.writerow([entry.sku, entry.total, entry.used, entry.free])
    return buffer.getvalue()


def cost(licenses: list[License]) -> dict[str, float]:
    totals: defaultdict[str, float] = defaultdict(float)
    for entry in licenses:
        totals[entry.sku] += PRICES.get(entry.sku, 0.0) * entry.total
    return dict(sorted(totals.items(), key=itemgetter(1), reverse=True))


@workflow(name="license_report", description="Licenses, their use and cost", category="Reports")
async def license_report(context: OrganizationContext) -> dict[str, Any]:
    licenses: list[License] = []
    departments: Counter[str] = Counter()
    async with await GraphClient.connect(context) as graph:
        async for sku in graph.pages("/subscribedSkus"):
            licenses.append(
                License(
                    sku=sku["skuPartNumber"],
                    total=sku["prepaidUnits"]["enabled"],
                    used=sku.get("consumedUnits", 0),
                )
            )
        async for user in graph.pages("/users?$select=department"):
            departments[user.get("department") or "none"] += 1

    table = tabulate([(e.sku, e.total, e.used, e.free) for e in licenses], headers=HEADERS)
    context.log("info", f"{len(licenses)} products\n{table}")
    return {
        "csv": to_csv(licenses),
        "cost": cost(licenses),
        "departments": departments.most_common(5),
        "products": [entry.to_dict() for entry in licenses],
    }
