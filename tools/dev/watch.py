"""Says what changed on disk since the last look: directories by notification, root files by stat.

Root files are compared by modification time, because editors replace a file by renaming another
over it, which ends a notification on the file itself, and watching the root directory would watch
the virtual environment too.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from pathlib import Path

from watchfiles import DefaultFilter, watch

DIRECTORIES = ("workspace", "engine")
FILES = ("function_app.py", "host.json", ".importlinter", "local.settings.json")
_TICK_MS = 200

Stamps = Mapping[str, tuple[int, int] | None]


def changes(root: Path) -> Generator[frozenset[str], None, None]:
    """Yield changed paths relative to `root`; an empty set about five times a second otherwise."""
    directories = [root / name for name in DIRECTORIES if (root / name).is_dir()]
    before = stamps(root)
    for batch in watch(
        *directories,
        watch_filter=DefaultFilter(ignore_paths=()),
        debounce=400,
        rust_timeout=_TICK_MS,
        yield_on_timeout=True,
    ):
        after = stamps(root)
        found = {name for name in FILES if before[name] != after[name]}
        before = after
        found |= {Path(path).relative_to(root).as_posix() for _, path in batch}
        yield frozenset(found)


def stamps(root: Path) -> Stamps:
    """Return (modification time in ns, size in bytes) of the root files; None for absent ones."""
    return {name: _stamp(root / name) for name in FILES}


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return status.st_mtime_ns, status.st_size
