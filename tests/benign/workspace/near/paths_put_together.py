"""Paths that are put together, listed and removed, all of them the workflow's own."""

import glob
import os
import shutil
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
NAMES = ("users", "groups")


def renamed(path: Path) -> Path:
    return path.with_suffix(".csv").with_name(path.stem + "-old.csv")


def listed(place: Path) -> list[str]:
    found = [entry.name for entry in os.scandir(place) if entry.is_file()]
    found += [str(item) for item in place.glob("*.json")]
    return found + glob.glob(str(place / "*.csv")) + os.listdir(path=place)


def moved(source: Path, target: Path) -> None:
    shutil.copytree(source, target / "copy")
    shutil.make_archive(str(target / "all"), "zip", root_dir=source)
    shutil.rmtree(source)


async def run(context):
    work = context.scratch / "reports"
    work.mkdir()
    for name in NAMES:
        (work / name).with_suffix(".json").write_text("{}")
    options = {"encoding": "utf-8", "newline": ""}
    with open(work / "users.json", **options) as file:
        text = file.read()
    with tempfile.TemporaryDirectory(prefix="report-", dir=work) as place:
        moved(work, Path(place))
    for number in range(3):
        (context.scratch / f"page-{number}.html").touch()
    return text, listed(HERE), renamed(Path("a.json")), os.path.join("a", "b")
