"""Replacing a file only if it still is what was judged, and in one step."""

from __future__ import annotations

import contextlib
import difflib
import os
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from engine.shared.seal import printable, read_regular


@dataclass(frozen=True, slots=True)
class Change:
    """A rewritten file; ``path`` is relative to the root, with ``/``."""

    path: str
    before: bytes
    after: bytes


def replace_if_unchanged(root: Path, change: Change) -> bool:
    """Write ``change``; the file keeps its permissions.

    Returns:
        False, and writes nothing, if the file is no longer the one that was judged.

    Raises:
        OSError: it cannot be written.
    """
    path = root / change.path
    # A trailing tilde is an editor's backup: the checker and the engine never look at it.
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:64]}.", suffix="~")
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(change.after)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).chmod(stat.S_IMODE(path.lstat().st_mode))
        if not is_still(path, change.before):
            return False
        Path(name).replace(path)
    except FileNotFoundError:
        return False
    finally:
        with contextlib.suppress(FileNotFoundError):
            Path(name).unlink()
    return True


def is_still(path: Path, data: bytes) -> bool:
    """Say whether ``path`` is a regular file with exactly these bytes."""
    try:
        return read_regular(path) == data
    except OSError:
        return False


def unified(change: Change) -> str:
    """Render the change as a unified diff that ``patch`` and ``git apply`` take."""
    path = printable(change.path)
    before = change.before.decode("utf-8", "surrogateescape").split("\n")
    after = change.after.decode("utf-8", "surrogateescape").split("\n")
    lines = difflib.unified_diff(_terminated(before), _terminated(after), f"a/{path}", f"b/{path}")
    return "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines
    )


def _terminated(lines: list[str]) -> list[str]:
    *whole, last = lines
    return [*(line + "\n" for line in whole), *([last] if last else [])]
