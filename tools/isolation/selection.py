"""The part of a stored report that a check of single paths shows.

A check of the whole workspace is stored finding by finding, so that a check of some paths, as
`git commit` asks for, can be answered from it. Imported only for that; no slow imports.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tools.isolation.snapshot import Snapshot


class Row:
    """What the report has to say in one place.

    Attributes:
        about: the path that a check has to look at to say it; empty: every check does.
        errors, warnings, baselined: what it adds to the figures.
        plain, painted: its length in the report's text, in bytes, without and with colours.
    """

    __slots__ = ("about", "baselined", "errors", "painted", "plain", "warnings")

    def __init__(
        self, about: str, errors: int, warnings: int, baselined: int, plain: int, painted: int
    ) -> None:
        self.about = about
        self.errors = errors
        self.warnings = warnings
        self.baselined = baselined
        self.plain = plain
        self.painted = painted


class Part:
    """What a check of some paths shows.

    Attributes:
        files: the judged files among them.
        errors, warnings, baselined: the figures.
        plain, painted: the pieces of its text, without and with colours.
    """

    __slots__ = ("baselined", "errors", "files", "painted", "plain", "warnings")

    def __init__(self, files: frozenset[str]) -> None:
        self.files = files
        self.errors = self.warnings = self.baselined = 0
        self.plain: list[bytes] = []
        self.painted: list[bytes] = []


def write_rows(rows: Iterable[Row], unjudged: Sequence[str]) -> bytes:
    """Write down a report's rows, in order, and the files that nobody judges, for `part_of`."""
    fields = [str(len(unjudged)), *unjudged]
    for row in rows:
        figures = (row.errors, row.warnings, row.baselined, row.plain, row.painted)
        fields += [row.about, " ".join(map(str, figures))]
    return os.fsencode("\0".join(fields))


def part_of(
    rows: bytes, plain: bytes, painted: bytes, snapshot: Snapshot, wanted: frozenset[str]
) -> Part | None:
    """Pick what a check of ``wanted`` shows; None if one of them has no judged file.

    Raises:
        ValueError: what is stored makes no sense.
    """
    count, *fields = os.fsdecode(rows).split("\0")
    unjudged, fields = fields[: int(count)], fields[int(count) :]
    files = frozenset(snapshot.below(wanted).difference(unjudged))
    if not all(_holds(files, path) for path in wanted):
        return None
    part = Part(files)
    start = start_painted = 0
    for about, figures in zip(fields[::2], fields[1::2], strict=True):
        errors, warnings, baselined, length, length_painted = map(int, figures.split())
        end, end_painted = start + length, start_painted + length_painted
        if not about or about in files:
            part.errors += errors
            part.warnings += warnings
            part.baselined += baselined
            part.plain.append(plain[start:end])
            part.painted.append(painted[start_painted:end_painted])
        start, start_painted = end, end_painted
    if (start, start_painted) != (len(plain), len(painted)):
        raise ValueError("not the rows of this text")
    return part


def _holds(files: frozenset[str], path: str) -> bool:
    return path in files or any(file.startswith(f"{path}/") for file in files)


def relative_paths(paths: Iterable[str], root: str, inside: str) -> frozenset[str] | None:
    """Return ``paths`` relative to ``root``; None if one of them is not plainly below ``inside``.

    As in a full run, a link is taken as what it is, and what leads to it is followed.
    """
    top = root.rstrip("/") + "/"
    found = set()
    places: dict[str, str] = {}
    for path in paths:
        plain = path.rstrip("/")
        above, name = os.path.split(plain)
        if name in ("", ".", "..") or not os.path.lexists(plain):
            return None
        if above not in places:
            places[above] = os.path.realpath(above).rstrip("/")
        full = f"{places[above]}/{name}"
        if not f"{full}/".startswith(f"{top}{inside}/"):
            return None
        found.add(full[len(top) :])
    return frozenset(found)
