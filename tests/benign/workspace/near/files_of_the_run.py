"""Files that a run writes and reads, each under a name or in a directory of its own."""

import sqlite3
import tempfile
import zipfile
from pathlib import Path

TEMPLATE = Path(__file__).with_name("mail.html")


def exported(place: Path, rows) -> str:
    target = place / "rows.csv"
    target.write_text("\n".join(rows))
    with target.open() as file:
        return file.read()


def stored(place: Path, rows) -> int:
    with sqlite3.connect(place / "rows.db") as connection:
        connection.execute("create table rows (name text)")
        connection.executemany("insert into rows values (?)", [(row,) for row in rows])
        return connection.total_changes


def packed(place: Path) -> Path:
    archive = place / "all.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("a.txt", "a")
    return archive


def written(text: str) -> None:
    with open("last-report.txt", "w", encoding="utf-8") as file:
        file.write(text)


async def run(context):
    rows = ["a", "b"]
    with tempfile.TemporaryDirectory() as name:
        count = stored(Path(name), rows)
    written(exported(context.scratch, rows))
    return count, packed(context.scratch).name, TEMPLATE.name
