"""Which code may run while workspace code is behind it: the installed, and the sealed.

Import systems can be told to look elsewhere (``sys.path``, a package's ``__path__``, a finder),
and text becomes code in more ways than by a file; all of them end in the same two audit events.
"""

from __future__ import annotations

import importlib
import sys
from abc import ABC
from importlib.machinery import SourceFileLoader, SourcelessFileLoader
from pathlib import Path
from types import (
    CodeType,
    FrameType,
    FunctionType,
    GetSetDescriptorType,
    MemberDescriptorType,
    NoneType,
)
from typing import Final

from engine.shared.seal import WORKSPACE

# Whoever runs text on purpose names one of these. The others were handed the builtin itself.
_RUNNERS: Final = frozenset({"exec", "eval", "compile"})
_LOADER: Final = "what a loader of unknown origin gives"
_NO_FILE: Final = frozenset({"frozen", "built-in"})
# How the import system executes a module, and the only caller of it that counts: its `self` is
# the loader.
_EXECUTING: Final = (
    importlib._bootstrap._call_with_frames_removed.__code__  # type: ignore[attr-defined]  # noqa: SLF001
)
_LOADING: Final = (
    importlib._bootstrap_external._LoaderBasics.exec_module.__code__  # type: ignore[attr-defined]  # noqa: SLF001
)
_FILE_LOADERS: Final = frozenset({SourceFileLoader, SourcelessFileLoader})
# What else a class of loaders may hold: nothing that could be called.
_INERT: Final = frozenset(
    {str, int, bool, tuple, frozenset, NoneType}
    | {GetSetDescriptorType, MemberDescriptorType, type(vars(ABC)["_abc_impl"])}
)
# Where a loader says it takes the code from: a file, or the archive that holds it.
_PLACES: Final = ("path", "archive")
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
        self._loader = loader
        own = f"{root}/"
        spelt = (entry for entry in sys.path if entry and not own.startswith(entry.rstrip("/")))
        folders = dict.fromkeys((*libraries, *spelt))
        self._folders = (_ENGINE_FOLDER, *(f"{folder.rstrip('/')}/" for folder in folders))
        self._cache = sys.pycache_prefix

    def unknown_module(self, frame: FrameType, caller: CodeType, code: CodeType) -> str | None:
        """Return the file that a module comes from if it is not among the known ones, else None.

        Args:
            frame: what calls `exec`.
            caller: the code of that frame.
            code: what it is called with.
        """
        imported = caller is _EXECUTING
        place = self._loaded_from(frame) if imported else code.co_filename
        if place.startswith(self._workspace):
            # The sealed loader executes these, and nobody else.
            return None if caller is self._loader else place
        # Code with a name in angle brackets comes from no file.
        if not imported and (place.startswith("<") or place in _NO_FILE):
            return None
        return None if place.startswith(self._folders) and "/../" not in place else place

    def _loaded_from(self, frame: FrameType) -> str:
        """Return where an import takes its code from, if its loader can be believed.

        What the code and the module's `__spec__` say about it, whoever made them has written.
        """
        caller = frame.f_back
        if caller is None or caller.f_code is not _LOADING or sys.pycache_prefix != self._cache:
            return _LOADER
        loader = caller.f_locals["self"]
        kind = type(loader)
        if kind not in _FILE_LOADERS and not self._is_installed(kind):
            return _LOADER
        own = getattr(loader, "__dict__", {})
        place = next((own[name] for name in _PLACES if name in own), None)
        # A loader's methods can be replaced in the loader itself.
        if type(place) is not str or any(map(callable, own.values())):
            return _LOADER
        return place

    def _is_installed(self, kind: type) -> bool:
        """Tell whether a class of loaders has no methods but those of libraries."""
        return all(
            self._is_inert(item)
            for base in kind.__mro__
            if base is not object
            for item in vars(base).values()
        )

    def _is_inert(self, item: object) -> bool:
        if isinstance(item, staticmethod | classmethod):
            return self._is_inert(item.__func__)
        if type(item) is property:
            return all(map(self._is_inert, (item.fget, item.fset, item.fdel)))
        if type(item) is FunctionType:
            return item.__code__.co_filename.startswith(("<frozen ", *self._folders))
        return type(item) in _INERT

    def is_sealed(self, place: str) -> bool:
        """Tell whether a file is one that only the sealed loader may execute."""
        return place.startswith(self._workspace)


def runs_text(code: CodeType) -> bool:
    """Tell whether this code runs text itself, as `collections.namedtuple` does, or modules."""
    return code is _EXECUTING or not _RUNNERS.isdisjoint(code.co_names)
