"""Where verdicts are kept between runs: outside of every judged tree, for this user alone.

A cache inside the judged tree could be committed with it and vouch for bad code. Imported by
every check before anything else, hence standard library only, and little of that.
"""

from __future__ import annotations

import binascii
import os
import stat

MAX_BYTES = 256 * 1024 * 1024
MAX_FILES = 64
"""Trees come and go; the files that were not written for the longest time make room."""

_MAGIC = b"ringfence-cache-2"


def locate(root: str, rules: str, kind: str) -> str | None:
    """Return the cache file for judging ``root`` by ``rules``, or None where none may be kept.

    Two pairs of trees may share a name: what is stored must say which trees it is about.
    """
    base = os.environ.get("RINGFENCE_CACHE_DIR") or os.environ.get("XDG_CACHE_HOME")
    base = os.path.realpath(base or os.path.expanduser("~/.cache"))
    directory = os.path.join(base, "ringfence")
    if any(_is_within(directory, tree) for tree in (root, rules)):
        return None
    name = "".join(f"{binascii.crc32(os.fsencode(text)):08x}" for text in (root, rules))
    return os.path.join(directory, f"{name}.{kind}")


def _is_within(path: str, tree: str) -> bool:
    return (path + "/").startswith(tree.rstrip("/") + "/")


def load(path: str) -> list[bytes] | None:
    """Return the parts that `save` stored; None if there are none or they are damaged."""
    try:
        if not _is_private(os.path.dirname(path)):
            return None
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with open(descriptor, "rb", buffering=0) as stream:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode) or status.st_size > MAX_BYTES:
                return None
            data = stream.read()
        start = data.index(b"\n", 0, 4096) + 1
        magic, checksum, *lengths = data[:start].split()
        if magic != _MAGIC or int(checksum, 16) != binascii.crc32(memoryview(data)[start:]):
            return None
        sizes = [int(length) for length in lengths]
        if min(sizes) < 0 or sum(sizes) != len(data) - start:
            return None
    except (OSError, ValueError):
        return None
    parts = []
    for size in sizes:
        parts.append(data[start : start + size])
        start += size
    return parts


def save(path: str, parts: list[bytes]) -> None:
    """Replace what is stored, in one step; a disk that does not let us is no error."""
    directory = os.path.dirname(path)
    temporary = f"{path}.{os.urandom(8).hex()}.tmp"
    checksum = 0
    for part in parts:
        checksum = binascii.crc32(part, checksum)
    sizes = [len(part) for part in parts]
    header = b"%s %08x %s\n" % (_MAGIC, checksum, b" ".join(b"%d" % size for size in sizes))
    if sum(sizes) > MAX_BYTES:
        return
    try:
        is_new = not os.path.lexists(path)
        if is_new:
            os.makedirs(os.path.dirname(directory), exist_ok=True)
            # Whoever else makes it at the same time: what counts is whose it is then.
            os.makedirs(directory, 0o700, exist_ok=True)
        if not _is_private(directory):
            return
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
        with open(os.open(temporary, flags, 0o600), "wb") as stream:
            stream.writelines([header, *parts])
        os.replace(temporary, path)
        if is_new:
            _make_room(directory)
    except OSError:
        # A second process may have been here; whatever it was, the next run judges anew.
        discard(temporary)


def discard(path: str) -> None:
    """Remove a cache file if it is there and can be removed."""
    try:
        os.unlink(path)
    except OSError:
        return


def _is_private(directory: str) -> bool:
    """Say whether nobody else can put files there."""
    status = os.lstat(directory)
    return (
        stat.S_ISDIR(status.st_mode)
        and status.st_uid == os.getuid()
        and not stat.S_IMODE(status.st_mode) & 0o022
    )


def _make_room(directory: str) -> None:
    with os.scandir(directory) as listing:
        files = [entry for entry in listing if entry.is_file(follow_symlinks=False)]
    if len(files) > MAX_FILES:
        files.sort(key=lambda entry: entry.stat(follow_symlinks=False).st_mtime_ns)
        for entry in files[: len(files) - MAX_FILES]:
            discard(entry.path)
