"""Module-level tables handed to functions that only read them."""

import json
import random

FIELDS = ["id", "name", "state"]
LABELS = {"id": "Id", "name": "Name"}


def pick(rows, fields):
    return [{f: row.get(f) for f in fields} for row in rows]


def label(table, key):
    return table.get(key, key)


async def run(context):
    rows = pick([{"id": 1, "x": 2}], FIELDS)
    return rows, label(LABELS, "id"), json.dumps(LABELS), random.choice(FIELDS), max(FIELDS, key=len)
