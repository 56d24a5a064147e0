"""Hands tables of its own to functions and classes of another file, which only read them."""

from workspace.shared.row_tools import LABELS, Table, by_id, fields, label

NAMES = ["id", "name"]
TITLES = {"name": "Display name"}


async def run(context) -> dict[str, object]:
    names = fields(["mail"])
    names.append("phone")
    table = Table(NAMES)
    table.add({"id": 1, "name": context.org_name})
    found = by_id([{"id": 1}])
    found[2] = {"id": 2}
    title = label(TITLES, "name")
    title += "!"
    lines = table.lines()
    lines.append(label(LABELS, "id"))
    return {"lines": lines, "names": names, "title": title, "found": len(found)}
