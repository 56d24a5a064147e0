"""Users as an Excel sheet in the scratch directory."""

from __future__ import annotations

import base64
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from engine.sdk import OrganizationContext, param, workflow

from ..shared.graph import GraphClient

COLUMNS = {"displayName": "Name", "mail": "E-Mail", "jobTitle": "Position"}


def fill(sheet: Any, users: list[dict[str, Any]]) -> None:
    sheet.title = "Users"
    sheet.append(list(COLUMNS.values()))
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for user in users:
        sheet.append([user.get(key) or "" for key in COLUMNS])
    for index in range(1, len(COLUMNS) + 1):
        sheet.column_dimensions[get_column_letter(index)].width = 30


@workflow(name="export_users_excel", description="All users as a sheet", category="Reports")
@param("only_enabled", "bool", default_value=True)
async def export_users_excel(context: OrganizationContext, only_enabled: bool) -> dict[str, Any]:
    users: list[dict[str, Any]] = []
    async with await GraphClient.connect(context) as graph:
        async for user in graph.pages("/users"):
            if only_enabled and not user.get("accountEnabled", True):
                continue
            users.append(user)
    book = Workbook()
    fill(book.active, sorted(users, key=lambda u: (u.get("displayName") or "").casefold()))
    path = context.scratch / "users.xlsx"
    book.save(path)
    return {"rows": len(users), "file": base64.b64encode(path.read_bytes()).decode("ascii")}
