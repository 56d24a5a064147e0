"""Names of files that are put together, none of them the platform's."""

import os
import string
from pathlib import Path

PARTS = ["users", "2024", "csv"]


def named(place: Path, kind: str) -> list[Path]:
    names = [
        ".".join(reversed("csv.users".split("."))),
        "{0}-{1}.{2}".format(*PARTS),
        "%(kind)s.json" % {"kind": "groups"},
        string.Template("$kind.txt").substitute(kind="mail"),
        "a-b".translate({45: 46}) + os.extsep + "c",
        b"-".join([b"x", b"y"]).decode() + ".bin",
        f"{kind}.settings.json",
    ]
    return [place / name for name in names]


async def run(context):
    for path in named(context.scratch, "tenant"):
        with open(path, "w", encoding="utf-8") as file:
            file.write(path.name)
    return sorted(path.name for path in context.scratch.iterdir())
