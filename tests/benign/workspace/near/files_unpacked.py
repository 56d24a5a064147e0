"""Archives unpacked and files moved, all below directories of the run."""

import shutil
import tarfile
import zipfile
from pathlib import Path

HERE = Path(__file__).parent
MAIL = (HERE / "mail.html").name


def unpacked(archive: Path, place: Path) -> list[str]:
    with zipfile.ZipFile(archive) as file:
        file.extractall(place)
        file.extract("a.txt", path=place)
    with tarfile.open(archive.with_suffix(".tar")) as file:
        file.extractall(path=place, filter="data")
    shutil.unpack_archive(archive, place)
    return sorted(item.name for item in place.iterdir())


def moved(source: Path, target: Path) -> Path:
    shutil.copy(source, target)
    shutil.move(source, target / "workspace.txt")
    with (target / "list.txt").open("w", encoding="utf-8") as file:
        file.write("workspace/workflows/x.py".replace("workspace/", ""))
    return target.rename(target.with_name("done"))


async def run(context):
    work = context.scratch / "workspace"
    work.mkdir()
    (work / "a.txt").write_text(MAIL)
    return moved(work / "a.txt", context.scratch), unpacked(Path("a.zip"), work)
