"""The seal: which workspace bytes the rule set has passed, and under which policy.

``ringfence seal`` writes it, the engine only reads it. Standard library only, because the
checker, the pre-commit hook and the engine's first moments all load this module.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

SCHEMA_VERSION = 1
SEAL_PATH = ".ringfence/seal.json"
WORKSPACE = "workspace"
RESEAL = "run `ringfence seal`"

# A seal entry is about 120 bytes: this allows half a million files and stops a planted giant
# from exhausting memory before the engine can say what is wrong.
MAX_SEAL_BYTES = 64 * 1024 * 1024
MAX_FILE_BYTES = 32 * 1024 * 1024

_SHA256 = re.compile(r"[0-9a-f]{64}\Z")
_KEYS = frozenset({"schema", "ruleset", "door", "packages", "denied", "files"})
# Left behind by editors and file managers; neither Python nor the engine ever loads them.
_LITTER = re.compile(
    r"(\.DS_Store|Thumbs\.db|desktop\.ini|\.gitkeep|\.gitignore|\.#.*|.*~|\..*\.sw[a-p])\Z"
)


class SealError(Exception):
    """The workspace may not be loaded.

    Attributes:
        path: the file at fault, relative to the application root, or None.
        reason: what is wrong with it.
        remedy: the command or step that puts it right.
    """

    def __init__(self, reason: str, *, path: str | None = None, remedy: str = RESEAL) -> None:
        super().__init__(reason, path, remedy)
        self.path = path
        self.reason = reason
        self.remedy = remedy

    def __str__(self) -> str:
        where = f"{self.path}: " if self.path else ""
        return f"{where}{self.reason}; {self.remedy}"


@dataclass(frozen=True, slots=True)
class Seal:
    """What the checker vouches for.

    Attributes:
        ruleset: fingerprint of the contracts, rules and catalogue that passed the files.
        door: engine module -> names that workspace code may import from it.
        packages: third-party import roots that workspace code may import.
        denied: modules that may not be imported, each with all its submodules.
        files: path relative to the root, with ``/`` -> SHA-256 of its bytes in hex.
    """

    ruleset: str
    door: Mapping[str, frozenset[str]]
    packages: frozenset[str]
    denied: frozenset[str]
    files: Mapping[str, str]
    schema: int = SCHEMA_VERSION


def digest(data: bytes) -> str:
    """Return the SHA-256 of ``data`` in hex, as the seal records it."""
    return hashlib.sha256(data).hexdigest()


def dump_seal(seal: Seal) -> bytes:
    """Serialise ``seal``: the same seal gives the same bytes."""
    document = {
        "schema": seal.schema,
        "ruleset": seal.ruleset,
        "door": {module: sorted(names) for module, names in seal.door.items()},
        "packages": sorted(seal.packages),
        "denied": sorted(seal.denied),
        "files": dict(seal.files),
    }
    return (json.dumps(document, indent=1, sort_keys=True) + "\n").encode("ascii")


def parse_seal(data: bytes) -> Seal:
    """Read a seal back, refusing anything that `dump_seal` would not have written.

    Raises:
        SealError: the bytes are not a seal of this schema version.
    """
    try:
        document = json.loads(data.decode("utf-8"), object_pairs_hook=_no_duplicates)
    except (ValueError, RecursionError) as error:
        raise _bad(f"the seal is not valid JSON ({error})") from error
    if not isinstance(document, dict):
        raise _bad("the seal is not a JSON object")
    if document.get("schema") != SCHEMA_VERSION:
        raise _bad(
            f"the seal has schema {document.get('schema')!r}, this engine reads {SCHEMA_VERSION}"
        )
    if document.keys() != _KEYS:
        raise _bad(f"the seal has the wrong keys: {sorted(document.keys() ^ _KEYS)}")
    if not isinstance(document["ruleset"], str) or not document["ruleset"]:
        raise _bad("the seal names no rule set")
    return Seal(
        ruleset=document["ruleset"],
        door=_door(document["door"]),
        packages=_names(document["packages"], "packages"),
        denied=_names(document["denied"], "denied"),
        files=_files(document["files"]),
    )


def read_seal(root: Path) -> Seal:
    """Read ``.ringfence/seal.json`` under ``root``.

    Raises:
        SealError: it is missing, unreadable, too large or not a seal.
    """
    try:
        data = read_regular(root / SEAL_PATH, MAX_SEAL_BYTES)
    except FileNotFoundError as error:
        raise _bad("there is no seal: the workspace has not been checked") from error
    except OSError as error:
        raise _bad(f"the seal cannot be read ({error.strerror or error})") from error
    return parse_seal(data)


def read_regular(path: Path, limit: int = MAX_FILE_BYTES) -> bytes:
    """Read a regular file without following a symlink and without unbounded memory.

    Raises:
        OSError: it is missing, unreadable, a symlink, not a regular file, or over ``limit`` bytes.
    """
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    descriptor = os.open(path, flags | getattr(os, "O_BINARY", 0))
    with open(descriptor, "rb", buffering=0) as stream:  # noqa: PTH123 - a descriptor, not a path
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise OSError(errno.EINVAL, "not a regular file")
        if status.st_size > limit:
            raise OSError(errno.EFBIG, f"larger than {limit} bytes")
        # Unbuffered reads may be short; a file that grows while it is read stays bounded.
        chunks = []
        size = 0
        while chunk := stream.read(limit + 1 - size):
            chunks.append(chunk)
            size += len(chunk)
            if size > limit:
                raise OSError(errno.EFBIG, f"larger than {limit} bytes")
    return b"".join(chunks)


@dataclass(frozen=True, slots=True)
class Entry:
    """One path under ``workspace/``: ``kind`` is ``file``, ``symlink`` or ``other``."""

    path: str
    kind: str


def walk_workspace(root: Path) -> Iterator[Entry]:
    """Yield every path under ``workspace/`` that is not a directory, sorted, following no link.

    Paths are relative to ``root`` with ``/``; bytes that are not UTF-8 appear as surrogates.

    Raises:
        OSError: a directory cannot be listed.
    """
    top = root / WORKSPACE
    if top.is_symlink():
        yield Entry(WORKSPACE, "symlink")
        return
    pending = [(str(top), WORKSPACE)]
    while pending:
        directory, relative = pending.pop()
        with os.scandir(directory) as listing:
            entries = sorted(listing, key=lambda entry: entry.name)
        below = []
        for entry in entries:
            path = f"{relative}/{entry.name}"
            if entry.is_symlink():
                yield Entry(path, "symlink")
            elif entry.is_dir(follow_symlinks=False):
                below.append((entry.path, path))
            elif not _LITTER.match(entry.name):
                yield Entry(path, "file" if entry.is_file(follow_symlinks=False) else "other")
        pending.extend(reversed(below))


def verify_files(root: Path, seal: Seal) -> dict[str, bytes]:
    """Compare every file under ``workspace/`` with ``seal``.

    Returns:
        Path -> verified bytes, of the Python files only.

    Raises:
        SealError: a file is unsealed, changed, missing, unreadable, or not a regular file.
    """
    missing = set(seal.files)
    sources = {}
    try:
        for entry in walk_workspace(root):
            if entry.kind != "file":
                raise SealError("not a regular file", path=entry.path, remedy="remove it")
            if entry.path not in missing:
                raise SealError(
                    "not in the seal: it has not been checked", path=printable(entry.path)
                )
            data = verify_file(root, entry.path, seal)
            missing.discard(entry.path)
            if entry.path.endswith(".py"):
                sources[entry.path] = data
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
    try:
        data = read_regular(root / path)
    except OSError as error:
        raise SealError(f"cannot be read ({error.strerror or error})", path=path) from error
    if digest(data) != expected:
        raise SealError("changed since it was checked and sealed", path=path)
    return data


def printable(path: str) -> str:
    """Return ``path`` with undecodable bytes escaped, so that it can be logged and sent as JSON."""
    return path.encode("utf-8", "backslashreplace").decode("utf-8")


def _bad(reason: str) -> SealError:
    return SealError(reason, path=SEAL_PATH)


def _no_duplicates(pairs: list[tuple[str, object]]) -> dict[str, object]:
    document = dict(pairs)
    if len(document) != len(pairs):
        raise ValueError("a key appears twice")
    return document


def _door(value: object) -> dict[str, frozenset[str]]:
    if not isinstance(value, dict):
        raise _bad("the seal's `door` is not an object")
    return {module: _names(names, f"door[{module!r}]") for module, names in value.items()}


def _files(value: object) -> dict[str, str]:
    if not isinstance(value, dict):
        raise _bad("the seal's `files` is not an object")
    for path, sha256 in value.items():
        if not _is_workspace_path(path):
            raise _bad(f"the seal lists {path!r}, which is not a path inside {WORKSPACE}/")
        if not isinstance(sha256, str) or not _SHA256.match(sha256):
            raise _bad(f"the seal's hash of {path!r} is not a SHA-256")
    return value


def _names(value: object, where: str) -> frozenset[str]:
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise _bad(f"the seal's `{where}` is not a list of names")
    return frozenset(value)


def _is_workspace_path(path: str) -> bool:
    parts = path.split("/")
    return (
        len(parts) > 1
        and parts[0] == WORKSPACE
        and not {"", ".", ".."} & set(parts)
        and "\\" not in path
        and path.isprintable()
    )
