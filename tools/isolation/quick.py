"""The answer to a check of a tree of which little or nothing was touched since the last one.

Everything the verdict depends on is compared by its stat data, and by content where that cannot
prove anything; then what the last run printed is the answer, or a part of it where single paths
are asked for (`selection`). Nothing of the checker is imported, and after a change of plain files
no more than a first look takes (`touched`).
"""

from __future__ import annotations

import binascii
import gc
import os
import sys
import time

from tools.isolation import cachedir
from tools.isolation.snapshot import Snapshot
from tools.isolation.terminal import summary_line, wants_colour, write

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tools.isolation.selection import Part
    from tools.isolation.touched import Change

# One for each environment: what runs on commits has its own, and its own copy of import-linter.
KIND = f"run-{binascii.crc32(os.fsencode(sys.version + sys.prefix)):08x}"
PARTS = 9
"""What is stored: see `api.remember`."""
WORKSPACE = "workspace"
CODE = (".py", ".toml")
_VALUED = frozenset({"--root", "--rules", "--format"})


class Context:
    """What a whole run depends on, apart from the judged files themselves.

    Attributes:
        root: the judged tree, rules: the tree whose rules count; both resolved.
        files: single files that count, present or not; trees: directories whose code counts.
    """

    __slots__ = ("files", "root", "rules", "trees")

    def __init__(self, root: str, rules: str, files: list[str], trees: list[str]) -> None:
        self.root = root
        self.rules = rules
        self.files = files
        self.trees = trees

    def look(self) -> Snapshot:
        """Take a snapshot of all of it.

        Raises:
            OSError: a directory cannot be listed.
        """
        snapshot = Snapshot()
        for file in self.files:
            snapshot.add(file, file)
        for tree in self.trees:
            snapshot.add_tree(tree, tree, CODE)
        snapshot.add_tree(WORKSPACE, os.path.join(self.root, WORKSPACE))
        return snapshot

    def key(self, snapshot: Snapshot) -> bytes:
        """Return what must be equal for a stored answer to hold."""
        day = int(time.time() // 86400)  # Waivers expire at midnight UTC.
        around = f"{sys.version}\0{sys.prefix}\0{day}\0{self.root}\0{self.rules}"
        return os.fsencode(f"{around}\0\0{snapshot.text()}")

    def dump(self) -> bytes:
        """Return the list of what counts, for `parse`."""
        return os.fsencode(
            "\0".join([*(f"f{f}" for f in self.files), *(f"t{t}" for t in self.trees)])
        )


def parse(root: str, rules: str, data: bytes) -> Context:
    """Read back what `Context.dump` wrote."""
    items = os.fsdecode(data).split("\0")
    files = [item[1:] for item in items if item[:1] == "f"]
    return Context(root, rules, files, [item[1:] for item in items if item[:1] == "t"])


def answer(arguments: list[str]) -> int | None:
    """Print the stored report for ``ringfence check ARGUMENTS`` and return its exit code.

    Returns:
        None when there is none that surely holds, or when the arguments ask for more.
    """
    started = time.perf_counter()
    request = _request(arguments)
    if request is None:
        return None
    options, paths = request
    root = os.path.realpath(options.get("--root", "."))
    rules = os.path.realpath(options["--rules"]) if "--rules" in options else root
    path = cachedir.locate(root, rules, KIND)
    parts = cachedir.load(path) if path else None
    if path is None or parts is None or len(parts) != PARTS:
        return None
    key, watched, contents, figures, plain, painted, known, tables, rows = parts
    context = parse(root, rules, watched)
    judged: list[str] = []
    part = None
    try:
        snapshot = context.look()
        now = context.key(snapshot)
        if now != key or contents:
            change = _follow(root, key, now, snapshot, contents, known, tables)
            if change is None:
                return None
            judged, known = change.judged, change.known
            proven = contents_of(change.contents)
            # Stamps of the checker's own files that prove nothing are nothing to build on.
            settled = all(name.startswith(f"{WORKSPACE}/") for name in snapshot.racy)
            if settled and (now != key or proven != contents):
                parts[0], parts[2], parts[6] = now, proven, known
                cachedir.save(path, parts)
        files, errors, warnings, baselined = (int(figure) for figure in figures.split())
        if paths:
            part = _part(root, paths, snapshot, rows, plain, painted)
            if part is None:
                return None
    except (OSError, ValueError):
        return None
    if part is not None:
        plain, painted, files = b"".join(part.plain), b"".join(part.painted), len(part.files)
        errors, warnings, baselined = part.errors, part.warnings, part.baselined
        judged = [name for name in judged if name in part.files]
    body = painted if wants_colour(sys.stdout) else plain
    elapsed = (time.perf_counter() - started) * 1000
    line = summary_line(files, files - len(judged), errors, warnings, baselined, elapsed)
    write(body.decode("utf-8", "surrogatepass") + line + "\n")
    return int(errors > 0 or ("--strict" in options and warnings > 0))


def _part(
    root: str, paths: list[str], snapshot: Snapshot, rows: bytes, plain: bytes, painted: bytes
) -> Part | None:
    """Pick what a check of ``paths`` shows; None if only a full run can tell.

    Raises:
        ValueError: what is stored makes no sense.
    """
    from tools.isolation import selection  # noqa: PLC0415 - only for single paths

    wanted = selection.relative_paths(paths, root, WORKSPACE)
    if not rows or wanted is None:
        return None
    return selection.part_of(rows, plain, painted, snapshot, wanted)


def _follow(
    root: str,
    key: bytes,
    now: bytes,
    snapshot: Snapshot,
    contents: bytes,
    known: bytes,
    tables: bytes,
) -> Change | None:
    """Look at what has changed, or may have; None if only a full run can tell.

    Raises:
        OSError: a file cannot be read.
        ValueError: what is stored makes no sense.
    """
    from tools.isolation.touched import Change, Unclear  # noqa: PLC0415 - only after a change

    doubtful = [item[64:] for item in os.fsdecode(contents).split("\0")] if contents else []
    collects = gc.isenabled()
    gc.disable()  # A syntax tree would set it off, and holds no cycles.
    try:
        change = Change(root, known, tables)
        change.follow(key, now, snapshot.racy, doubtful, f"{WORKSPACE}/")
    except Unclear:
        return None
    finally:
        if collects:
            gc.enable()
    return change


def _request(arguments: list[str]) -> tuple[dict[str, str], list[str]] | None:
    """Read the plainest of command lines: its options and its paths; None for any other."""
    options: dict[str, str] = {}
    paths: list[str] = []
    are_done = False
    rest = iter(arguments)
    for argument in rest:
        if not argument.startswith("-"):
            # The full run's parser takes paths in one place only, or says why not.
            if are_done or not argument:
                return None
            paths.append(argument)
            continue
        are_done = bool(paths)
        if argument in _VALUED:
            value = next(rest, "")
            if not value or value.startswith("-"):
                return None
            options[argument] = value
        elif argument == "--strict":
            options[argument] = ""
        else:
            return None
    return (options, paths) if options.get("--format", "text") == "text" else None


def contents_of(digests: dict[str, str]) -> bytes:
    """Write down the SHA-256 of files whose stat data proves nothing."""
    return os.fsencode("\0".join(f"{digest}{name}" for name, digest in sorted(digests.items())))
