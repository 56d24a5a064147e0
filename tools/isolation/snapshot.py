"""What the disk looks like to ``lstat``: cheap to take, and equal only if nothing was touched.

The kernel sets a file's change time at every write, and no program can set it back. Its clock is
coarse, though: what changed within `RACY_NS` before the snapshot may change again under the same
stamp, so for such files only the content counts.
"""

from __future__ import annotations

import os
import stat
import time

RACY_NS = 2_000_000_000


class Snapshot:
    """Stat data of files; links are not followed.

    Attributes:
        stats: path -> its stat data as text.
        racy: the paths whose stat data does not prove their content.
    """

    __slots__ = ("_racy_from", "racy", "stats")

    def __init__(self) -> None:
        self.stats: dict[str, str] = {}
        self.racy: set[str] = set()
        self._racy_from = time.time_ns() - RACY_NS

    def add(self, name: str, path: str) -> None:
        """Add one file, or that it is missing."""
        try:
            self._put(name, os.lstat(path))
        except (FileNotFoundError, NotADirectoryError):
            self.stats[name] = "missing"

    def add_tree(self, name: str, path: str, endings: tuple[str, ...] = ("",)) -> None:
        """Add every file below a directory whose name ends like one of ``endings``.

        Raises:
            OSError: a directory cannot be listed.
        """
        if not stat.S_ISDIR(os.lstat(path).st_mode):
            self.add(name, path)
            return
        pending = [(path, name)]
        while pending:
            directory, prefix = pending.pop()
            with os.scandir(directory) as listing:
                for entry in listing:
                    inner = f"{prefix}/{entry.name}"
                    if entry.is_dir(follow_symlinks=False):
                        # Compiled files of our own make: Python checks them against the source.
                        if entry.name != "__pycache__" or endings == ("",):
                            pending.append((entry.path, inner))
                    elif entry.name.endswith(endings):
                        self._put(inner, entry.stat(follow_symlinks=False))

    def _put(self, name: str, status: os.stat_result) -> None:
        self.stats[name] = status_text(status)
        if status.st_ctime_ns >= self._racy_from or status.st_mtime_ns >= self._racy_from:
            self.racy.add(name)

    def text(self) -> str:
        """Return everything in one text, the same for the same state of the disk."""
        return "\0".join(sorted(f"{name}\0{status}" for name, status in self.stats.items()))


def status_text(status: os.stat_result) -> str:
    """Write down what tells one state of a file from another; device and mode come last."""
    return "%d %d %d %d %d %d" % (  # noqa: UP031 - half as fast in any other way
        status[6], status.st_mtime_ns, status.st_ctime_ns, status[1], status[2], status[0]
    )  # fmt: skip
