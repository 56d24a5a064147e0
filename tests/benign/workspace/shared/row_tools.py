"""Functions that give something new, or a look at what does not change."""

FIELDS = ["id", "name"]
LABELS = {"id": "Number", "name": "Name"}


def fields(extra: list[str]) -> list[str]:
    return [*FIELDS, *extra]


def label(labels: dict[str, str], name: str) -> str:
    return labels.get(name, name)


def by_id(rows: list[dict]) -> dict:
    found = {}
    for row in rows:
        found[row["id"]] = row
    return found


class Table:
    def __init__(self, names: list[str]) -> None:
        self.names = names
        self.rows = []

    def add(self, row: dict) -> "Table":
        self.rows.append([row.get(name) for name in self.names])
        return self

    def lines(self) -> list[str]:
        return [",".join(map(str, row)) for row in self.rows]
