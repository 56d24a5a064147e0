"""Which code may run while workspace code is behind it: the installed, and the sealed.

Import systems can be told to look elsewhere (``sys.path``, a package's ``__path__``, a finder),
and text becomes code in more ways than by a file; all of them end in the same two audit events.
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from types import CodeType, FrameType
from typing import Final

from engine.shared.seal import WORKSPACE

# Whoever runs text on purpose names one of these. The others were handed the builtin itself.
_RUNNERS: Final = frozenset({"exec", "eval", "compile"})
_NO_FILE: Final = frozenset({"frozen", "built-in"})
# How the import system executes a module: its arguments are `exec`, the code and the namespace.
_EXECUTING: Final = id(
    importlib._bootstrap._call_with_frames_removed.__code__  # type: ignore[attr-defined]  # noqa: SLF001
)
_ENGINE_FOLDER: Final = f"{Path(__file__).parents[1]}/"


class KnownCode:
    """Tells whether a module that is about to be executed is one of the known ones."""

    def __init__(self, root: Path, libraries: tuple[str, ...], loader: CodeType) -> None:
        """Take stock.

        Args:
            root: the application's directory.
            libraries: directories that Python modules are installed in.
            loader: the only code that executes workspace modules.
        """
        self._workspace = f"{root}/{WORKSPACE}/"
        self._loader = id(loader)
        own = f"{root}/"
        spelt = (entry for entry in sys.path if entry and not own.startswith(entry.rstrip("/")))
        folders = dict.fromkeys((*libraries, *spelt))
        # Code with a name in angle brackets comes from no file.
        self._known = ("<", _ENGINE_FOLDER, *(f"{folder.rstrip('/')}/" for folder in folders))

    def unknown_module(self, frame: FrameType, code: CodeType) -> str | None:
        """Return the file that a module comes from if it is not among the known ones, else None.

        Args:
            frame: what calls `exec`.
            code: what it is called with.
        """
        place = _origin(frame) if is_import(frame) else code.co_filename
        if place.startswith(self._workspace):
            # The sealed loader executes these, and nobody else.
            return None if id(frame.f_code) == self._loader else place
        return None if place.startswith(self._known) or place in _NO_FILE else place

    def is_sealed(self, place: str) -> bool:
        """Tell whether a file is one that only the sealed loader may execute."""
        return place.startswith(self._workspace)


def is_import(frame: FrameType) -> bool:
    """Tell whether this is the import system executing a module."""
    return id(frame.f_code) == _EXECUTING


def is_runner(frame: FrameType) -> bool:
    """Tell whether this code runs text itself, as `collections.namedtuple` does."""
    return not _RUNNERS.isdisjoint(frame.f_code.co_names)


def _origin(frame: FrameType) -> str:
    code, namespace = frame.f_locals["args"]
    # The finder's word, not the code's: a forged .pyc may name any file as its source.
    origin = getattr(namespace.get("__spec__"), "origin", None)
    return origin if isinstance(origin, str) else str(code.co_filename)
