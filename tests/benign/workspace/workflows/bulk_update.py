"""Change one field of many users from a table."""

from __future__ import annotations

import asyncio
import csv
import io
from typing import Any

from engine.sdk import IntegrationError, OrganizationContext, ValidationError, param, workflow
from workspace.shared.graph import GraphClient

ALLOWED = {"department", "jobTitle", "officeLocation", "mobilePhone"}


def read_table(text: str) -> list[tuple[str, str]]:
    reader = csv.reader(io.StringIO(text.lstrip("\ufeff")), delimiter=",", skipinitialspace=True)
    rows = [tuple(row) for row in reader if row and not row[0].startswith("#")]
    for number, row in enumerate(rows, 1):
        if len(row) != 2:
            raise ValidationError(f"row {number} has {len(row)} columns, not two")
    return [(user.strip(), value.strip()) for user, value in rows]


@workflow(name="bulk_update", description="Set a field of many users", timeout_seconds=1800)
@param("field", "string", required=True, validation={"allowedValues": sorted(ALLOWED)})
@param("table", "string", required=True, help_text="user,value")
@param("dry_run", "bool", default_value=True)
async def bulk_update(
    context: OrganizationContext, field: str, table: str, dry_run: bool
) -> dict[str, Any]:
    if field not in ALLOWED:
        raise ValidationError(f"{field} may not be changed", {"allowed": sorted(ALLOWED)})
    rows = read_table(table)
    done, failed = 0, {}
    async with await GraphClient.connect(context) as graph:
        for start in range(0, len(rows), 20):
            chunk = rows[start : start + 20]
            if dry_run:
                done += len(chunk)
                continue
            results = await asyncio.gather(
                *(
                    graph.request("PATCH", f"/users/{user}", json={field: value})
                    for user, value in chunk
                ),
                return_exceptions=True,
            )
            for (user, _), result in zip(chunk, results, strict=True):
                if isinstance(result, IntegrationError):
                    failed[user] = result.message
                elif isinstance(result, BaseException):
                    raise result
                else:
                    done += 1
            context.save_checkpoint("chunk", {"from": start, "done": done})
    return {"done": done, "failed": failed, "dryRun": dry_run}
