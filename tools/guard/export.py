"""Writes a tree's workspace to disk as data, for the checker to read.

Not `git archive`, not a checkout: attributes of the judged tree may leave files out of the one
and run filters in the other. Links stay links, so that the checker sees and refuses them.
"""

from __future__ import annotations

import os
from pathlib import Path

from tools.guard.errors import GuardError
from tools.guard.git import Repository
from tools.guard.trees import LINK, SUBMODULE, TREE, Entry, Trees

WORKSPACE = b"workspace"
MAX_FILES = 50_000
MAX_BYTES = 512 * 1024 * 1024


def export_workspace(repository: Repository, root: str, target: Path) -> int:
    """Write `workspace/` of the tree ``root`` below ``target``; return the number of files.

    Raises:
        GuardError: the target is in use, or the tree is too large or cannot be a directory.
    """
    trees = Trees(repository)
    if target.exists() and any(target.iterdir()):
        raise GuardError(f"{target} is not empty", "name a new directory: --export DIR")
    target.mkdir(parents=True, exist_ok=True)
    entry = trees.at(root, WORKSPACE)
    if entry is None or entry.mode != TREE:
        raise GuardError("workspace/ is no directory in the judged tree, so nothing is checked")
    files, size = 0, 0
    known: set[Path] = set()
    _directory(target / "workspace", known)
    for path, leaf in trees.files(WORKSPACE, entry):
        files += 1
        place = target / os.fsdecode(path)
        _directory(place.parent, known)
        size += _write(repository, place, leaf)
        if files > MAX_FILES or size > MAX_BYTES:
            raise GuardError("workspace/ is too large to be judged", "make it smaller")
    return files


def _directory(path: Path, known: set[Path]) -> None:
    if path not in known:
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise GuardError(f"{str(path)!r} cannot be made: {error.strerror}") from error
        known.add(path)


def _write(repository: Repository, place: Path, leaf: Entry) -> int:
    try:
        if leaf.mode == SUBMODULE:
            # Nothing of it is here; as a link to nowhere it is refused like any other link.
            place.symlink_to(f"submodule-{leaf.oid}")
            return 0
        data = repository.read(leaf.oid)[1]
        if leaf.mode == LINK:
            # Never followed, by us or by the checker: the target is only text here.
            place.symlink_to(os.fsdecode(data.partition(b"\0")[0] or b"empty"))
            return 0
        # A second name for a file that is there already (case, say) is an error, never a merge.
        descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
    except OSError as error:
        raise GuardError(f"{str(place)!r} cannot be written: {error.strerror}") from error
    return len(data)
