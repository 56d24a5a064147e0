"""Source lines for code frames."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from engine.shared.seal import read_regular
from tools.isolation.source import Source


class Lines(Protocol):
    """Gives the lines of a reported file; empty where it cannot be shown."""

    def __call__(self, path: str) -> list[str]:
        """Return the lines of ``path``."""
        ...


class DiskLines:
    """Reads reported files below a root, each once."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._lines: dict[str, list[str]] = {}

    def __call__(self, path: str) -> list[str]:
        """Return the lines of ``path``."""
        if path not in self._lines:
            try:
                source = Source(path, read_regular(self._root / path))
            except (OSError, ValueError):
                # A broken link, a vanished file: the finding stands without a frame.
                self._lines[path] = []
            else:
                self._lines[path] = source.lines if source.text is not None else []
        return self._lines[path]
