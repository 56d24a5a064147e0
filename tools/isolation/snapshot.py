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
    """Stat data of files, directory by directory; links are not followed.

    Attributes:
        racy: the paths whose stat data does not prove their content.
    """

    __slots__ = ("_alone", "_blocks", "_racy_from", "racy")

    def __init__(self) -> None:
        self.racy: set[str] = set()
        self._alone: list[str] = []
        self._blocks: list[str] = []
        self._racy_from = time.time_ns() - RACY_NS

    def add(self, name: str, path: str) -> None:
        """Add one file, or that it is missing."""
        try:
            self._alone.append(f"{name}\0{self._see(name, os.lstat(path))}")
        except (FileNotFoundError, NotADirectoryError):
            self._alone.append(f"{name}\0missing")

    def add_tree(self, name: str, path: str, endings: tuple[str, ...] = ("",)) -> None:
        """Add every file below a directory whose name ends like one of ``endings``.

        Raises:
            OSError: a directory cannot be listed.
        """
        if not stat.S_ISDIR(os.lstat(path).st_mode):
            self.add(name, path)
            return
        pending = [(path, f"{name}/")]
        while pending:
            directory, prefix = pending.pop()
            files = []
            with os.scandir(directory) as listing:
                for entry in listing:
                    inner = entry.name
                    if entry.is_dir(follow_symlinks=False):
                        # Compiled files of our own make: Python checks them against the source.
                        if inner != "__pycache__" or endings == ("",):
                            pending.append((entry.path, f"{prefix}{inner}/"))
                    elif inner.endswith(endings):
                        status = entry.stat(follow_symlinks=False)
                        files.append(f"{inner}\0{self._see(prefix + inner, status)}")
            if files:
                files.sort()
                self._blocks.append("\0".join([prefix, *files]))

    def _see(self, name: str, status: os.stat_result) -> str:
        if status.st_ctime_ns >= self._racy_from or status.st_mtime_ns >= self._racy_from:
            self.racy.add(name)
        return status_text(status)

    def text(self) -> str:
        """Return everything in one text, the same for the same state of the disk.

        It has a block for each directory: how the paths of its files begin, then the rest of each
        path and its stat data, all ended by one NUL and each block by two. The first block is of
        files that were added one by one.
        """
        return "\0\0".join(["\0".join(["", *sorted(self._alone)]), *sorted(self._blocks)])

    def stats(self) -> dict[str, str]:
        """Return path -> its stat data as text."""
        found: dict[str, str] = {}
        for block in self.text().split("\0\0"):
            prefix, *fields = block.split("\0")
            found.update(zip((prefix + name for name in fields[::2]), fields[1::2], strict=True))
        return found

    def below(self, wanted: frozenset[str]) -> set[str]:
        """Return the files that are, or lie below, one of the paths ``wanted``."""
        found: set[str] = set()
        for block in self._blocks:
            prefix, *fields = block.split("\0")
            files = [prefix + name for name in fields[::2]]
            above = prefix.split("/")[:-1]
            if any("/".join(above[:end]) in wanted for end in range(1, len(above) + 1)):
                found.update(files)
            else:
                found.update(wanted.intersection(files))
        return found


def status_text(status: os.stat_result) -> str:
    """Write down what tells one state of a file from another; device and mode come last."""
    return "%d %d %d %d %d %d" % (  # noqa: UP031 - half as fast in any other way
        status[6], status.st_mtime_ns, status.st_ctime_ns, status[1], status[2], status[0]
    )  # fmt: skip
