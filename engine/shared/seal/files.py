"""The files that a seal vouches for: found, read and compared, without following any link."""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Container, Iterator
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

from engine.shared.seal.document import WORKSPACE, Seal, SealError, digest

MAX_FILE_BYTES = 32 * 1024 * 1024
_SMALL = 64 * 1024
_MORE = 4 * 1024
_MAX_SHOWN = 400
_BY_NAME = attrgetter("name")
# Links are not followed, and a pipe put in a file's place does not block.
_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)

# Left behind by editors and file managers; neither Python nor the engine ever loads them.
_LITTER = re.compile(
    r"(\.DS_Store|Thumbs\.db|desktop\.ini|\.gitkeep|\.gitignore|\.#.*|.*~|\..*\.sw[a-p])\Z"
)


def read_regular(path: Path | str, limit: int = MAX_FILE_BYTES) -> bytes:
    """Read a regular file without following a symlink and without unbounded memory.

    Raises:
        OSError: it is missing, unreadable, a symlink, not a regular file, or over ``limit`` bytes.
    """
    descriptor = os.open(path, _FLAGS)
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise OSError(errno.EINVAL, "not a regular file")
        if status.st_size > limit:
            raise OSError(errno.EFBIG, f"larger than {limit} bytes")
        # Reads may be short; a file that grows while it is read stays bounded. Each asks for about
        # what is there: a buffer is made for what is asked.
        chunks = []
        size = 0
        while chunk := os.read(descriptor, max(status.st_size - size, 0) + _MORE):
            chunks.append(chunk)
            size += len(chunk)
            if size > limit:
                raise OSError(errno.EFBIG, f"larger than {limit} bytes")
    finally:
        os.close(descriptor)
    return b"".join(chunks)


class Entry(NamedTuple):
    """One path under ``workspace/``: ``kind`` is ``file``, ``symlink`` or ``other``."""

    path: str
    kind: str


def walk_workspace(root: Path) -> Iterator[Entry]:
    """Yield every path under ``workspace/`` that is not a directory, sorted, following no link.

    Paths are relative to ``root`` with ``/``; bytes that are not UTF-8 appear as surrogates.

    Raises:
        OSError: a directory cannot be listed.
    """
    top = f"{root}/{WORKSPACE}"
    if os.path.islink(top):  # noqa: PTH114 - as text
        yield Entry(WORKSPACE, "symlink")
        return
    pending = [(top, WORKSPACE)]
    while pending:
        directory, relative = pending.pop()
        with os.scandir(directory) as listing:
            entries = sorted(listing, key=_BY_NAME)
        below = []
        for entry in entries:
            path = f"{relative}/{entry.name}"
            # Most are files.
            if entry.is_file(follow_symlinks=False):
                if not _LITTER.match(entry.name):
                    yield Entry(path, "file")
            elif entry.is_dir(follow_symlinks=False):
                below.append((entry.path, path))
            elif entry.is_symlink():
                yield Entry(path, "symlink")
            elif not _LITTER.match(entry.name):
                yield Entry(path, "other")
        pending.extend(reversed(below))


def verify_files(
    root: Path, seal: Seal, compiled: Container[str] = frozenset()
) -> dict[str, bytes | None]:
    """Compare every file under ``workspace/`` with ``seal``.

    Args:
        root: the application's directory.
        seal: what the files have to be.
        compiled: hashes of files whose bytes nobody needs once they are verified.

    Returns:
        Path -> verified bytes, of the Python files only; None for those that nobody needs.

    Raises:
        SealError: a file is unsealed, changed, missing, unreadable, or not a regular file.
    """
    missing = set(seal.files)
    sources: dict[str, bytes | None] = {}
    try:
        for entry in walk_workspace(root):
            if entry.kind != "file":
                raise SealError(
                    "not a regular file", path=printable(entry.path), remedy="remove it"
                )
            if entry.path not in missing:
                raise SealError(
                    "not in the seal: it has not been checked", path=printable(entry.path)
                )
            data = verify_file(root, entry.path, seal)
            missing.discard(entry.path)
            if entry.path.endswith(".py"):
                sources[entry.path] = None if seal.files[entry.path] in compiled else data
    except OSError as error:
        raise SealError(f"cannot list {WORKSPACE}/ ({error.strerror or error})") from error
    if missing:
        raise SealError("sealed, but the file is missing", path=min(missing))
    return sources


def verify_file(root: Path, path: str, seal: Seal) -> bytes:
    """Return the bytes of one sealed file if they are the sealed ones.

    Raises:
        SealError: it is not in the seal, unreadable or changed.
    """
    expected = seal.files.get(path)
    if expected is None:
        raise SealError("not in the seal: it has not been checked", path=printable(path))
    place = f"{root}/{path}"
    try:
        data = _read_quickly(place)
        if data is not None and digest(data) == expected:
            return data
        # Before anyone is accused of a change, every byte is read, whatever the file system does.
        data = read_regular(place)
    except OSError as error:
        raise SealError(f"cannot be read ({error.strerror or error})", path=path) from error
    if digest(data) != expected:
        raise SealError("changed since it was checked and sealed", path=path)
    return data


def _read_quickly(path: str) -> bytes | None:
    """Read a small file with the fewest system calls; None when it is not small.

    What kind of file it is, and whether that is all of it, the hash will tell.
    """
    descriptor = os.open(path, _FLAGS)
    try:
        data = os.read(descriptor, _SMALL)
    finally:
        os.close(descriptor)
    return data if len(data) < _SMALL else None


def printable(path: str) -> str:
    """Return ``path`` fit for one line of a log and for JSON: the rest of its bytes escaped."""
    return "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in path[:_MAX_SHOWN])
