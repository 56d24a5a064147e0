"""Which code may run while workspace code is behind it: the installed, and the sealed.

Import systems can be told to look elsewhere (``sys.path``, a package's ``__path__``, a finder),
and text becomes code in more ways than by a file; all of them end in the same two audit events.
"""

from __future__ import annotations

import importlib
import os
import sys
from abc import ABC
from collections.abc import Callable
from functools import cached_property
from importlib.machinery import (
    ExtensionFileLoader,
    FrozenImporter,
    ModuleSpec,
    SourceFileLoader,
    SourcelessFileLoader,
)
from pathlib import Path
from types import (
    CodeType,
    FrameType,
    FunctionType,
    GetSetDescriptorType,
    MemberDescriptorType,
    NoneType,
)
from typing import Any, Final, TypeGuard

from engine.shared.backstop_paths import Libraries
from engine.shared.seal import WORKSPACE

Refused = Callable[[str], str | None]
# Whoever runs text on purpose names one of these. The others were handed the builtin itself.
_RUNNERS: Final = frozenset({"exec", "eval", "compile"})
_LOADER: Final = "what a loader of unknown origin gives"
_NO_FILE: Final = frozenset({"frozen", "built-in"})
_inner: Final[Any] = importlib._bootstrap  # noqa: SLF001
_outer: Final[Any] = importlib._bootstrap_external  # noqa: SLF001
# How the import system executes a module, and the only caller of it that counts: its `self` is
# the loader.
_EXECUTING: Final = _inner._call_with_frames_removed.__code__  # noqa: SLF001
_LOADING: Final = _outer._LoaderBasics.exec_module.__code__  # noqa: SLF001
# What hands a module's spec to the loader.
_HANDING_OVER: Final = _inner._load_unlocked.__code__  # noqa: SLF001
_LOADING_FROZEN: Final = FrozenImporter.exec_module.__code__
# How it turns a file of bytecode into code.
_UNMARSHALLING: Final = _outer._compile_bytecode.__code__  # noqa: SLF001
_GETTING: Final = (SourceFileLoader.get_code.__code__, SourcelessFileLoader.get_code.__code__)
_GET_CODE: Final = SourceFileLoader.get_code
_GET_BYTECODE: Final = SourcelessFileLoader.get_code
_GET_DATA: Final = SourceFileLoader.get_data
_GET_FILENAME: Final = SourceFileLoader.get_filename
_SOURCE_TO_CODE: Final = SourceFileLoader.source_to_code
_CACHE_FROM_SOURCE: Final = _outer.cache_from_source
_FILE_LOADERS: Final = frozenset({SourceFileLoader, SourcelessFileLoader, ExtensionFileLoader})
_FIELDS: Final = 2  # `name` and `path`
_LOADER_AND_ITS_CALLER: Final = 2
# What else a class of loaders may hold: nothing that could be called.
_INERT: Final = frozenset(
    {str, int, bool, tuple, frozenset, NoneType}
    | {GetSetDescriptorType, MemberDescriptorType, type(vars(ABC)["_abc_impl"])}
)
# `multiprocessing` starts processes in ways that raise no event, but for the execution of the
# module that does it. It is never loaded before: the engine does not use it, and each attempt is
# refused.
_SPAWNING: Final = f"{os.path.dirname(os.__file__)}/multiprocessing/popen_"  # noqa: PTH120 - text
_ENGINE_FOLDER: Final = f"{Path(__file__).parents[1]}/"


class KnownCode:
    """Tells whether a module that is about to be executed is one of the known ones."""

    def __init__(
        self, root: Path, libraries: Libraries, loader: CodeType, refused: Refused
    ) -> None:
        """Take stock.

        Args:
            root: the application's directory.
            libraries: where Python modules are installed.
            loader: the only code that executes workspace modules.
            refused: says why a module is denied to workspace code, or None.
        """
        self._refused = refused
        self._workspace = f"{root}/{WORKSPACE}/"
        # Starts the engine while the host imports it; workspace code cannot write it.
        self._entry = f"{root}/function_app.py"
        self._loader = loader
        self._own = f"{root}/"
        self._libraries = libraries
        self._cache = sys.pycache_prefix

    @cached_property
    def _folders(self) -> tuple[str, ...]:
        spelt = (one for one in self._libraries.spelt if not self._own.startswith(one.rstrip("/")))
        folders = dict.fromkeys((*self._libraries.folders, *spelt))
        return (_ENGINE_FOLDER, *(f"{folder.rstrip('/')}/" for folder in folders))

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
        if caller is None or caller.f_code is not _LOADING:
            return _LOADER
        return self._place_of(caller.f_locals["self"])

    def _place_of(self, loader: object) -> str:
        """Return where a loader takes its code from, if it can be believed."""
        kind = type(loader)
        if kind not in _FILE_LOADERS and not self._is_installed(kind):
            return _LOADER
        # Else bytecode would come from somewhere else.
        if sys.pycache_prefix != self._cache or _tampered():
            return _LOADER
        own = getattr(loader, "__dict__", {})
        # A file, or the archive that holds it.
        place = own["path"] if "path" in own else own.get("archive")
        if type(place) is not str:
            return _LOADER
        # A loader's methods can be replaced in the loader itself. The common one has two fields.
        if len(own) == _FIELDS and type(own.get("name")) is str:
            return place
        return _LOADER if any(map(callable, own.values())) else place

    def reads_bytecode(self, frame: FrameType, caller: CodeType) -> bool:
        """Tell whether a believable loader of a known module unmarshals its file of bytecode.

        Args:
            frame: what calls `marshal.loads`.
            caller: the code of that frame.
        """
        if caller is not _UNMARSHALLING or (getting := frame.f_back) is None:
            return False
        if getting.f_code not in _GETTING or (loading := getting.f_back) is None:
            return False
        if loading.f_code is not _LOADING:
            return False
        return self._is_known(self._place_of(loading.f_locals["self"]))

    def trusts(self, importing: FrameType, frames: list[FrameType], codes: list[CodeType]) -> bool:
        """Tell whether this is the import of a known module, by a loader that can be believed.

        Whoever makes finders and loaders of C functions has no frame of his own below an import.

        Args:
            importing: the import system's frame that does the import.
            frames: those inside of it, from the event outwards.
            codes: theirs.
        """
        if len(frames) < _LOADER_AND_ITS_CALLER or codes[-1] is not _HANDING_OVER:
            return False
        name, spec = importing.f_locals.get("name"), frames[-1].f_locals.get("spec")
        own = getattr(spec, "__dict__", {})
        # A library that is run under another name, such as `__main__`, does something else.
        if type(spec) is not ModuleSpec or not _is_name(name, own.get("name")):
            return False
        # Nor may workspace code have a denied module do something by loading it.
        if name.rpartition(".")[2] == "__main__" or self._refused(name):
            return False
        frame, code, loader = frames[-2], codes[-2], own.get("loader")
        if code is _LOADING_FROZEN:
            return loader is FrozenImporter
        if code is _LOADING:
            if frame.f_locals.get("self") is not loader:
                return False
        elif type(loader) is not ExtensionFileLoader:
            return False
        named = getattr(loader, "__dict__", {}).get("name", name)
        place = self._place_of(loader)
        return _is_name(name, named) and (place == self._entry or self._is_known(place))

    def _is_known(self, place: str) -> bool:
        return (
            place.startswith(self._folders)
            and "/../" not in place
            and not place.startswith(self._workspace)
        )

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


def spawns(caller: CodeType | None, code: CodeType) -> bool:
    """Tell whether the module that is about to be executed is one that starts processes."""
    return caller is _EXECUTING and code.co_filename.startswith(_SPAWNING)


def _tampered() -> bool:
    """Tell whether Python's own loaders find the code of a file by anything but what they had."""
    return not (
        SourceFileLoader.get_code is _GET_CODE
        and SourceFileLoader.get_data is SourcelessFileLoader.get_data is _GET_DATA
        and SourceFileLoader.get_filename is SourcelessFileLoader.get_filename is _GET_FILENAME
        and SourceFileLoader.source_to_code is _SOURCE_TO_CODE
        and SourcelessFileLoader.get_code is _GET_BYTECODE
        and _outer.cache_from_source is _CACHE_FROM_SOURCE
    )


def _is_name(name: object, other: object) -> TypeGuard[str]:
    return type(name) is str and type(other) is str and name == other


def runs_text(code: CodeType) -> bool:
    """Tell whether this code runs text itself, as `collections.namedtuple` does, or modules."""
    return code is _EXECUTING or not _RUNNERS.isdisjoint(code.co_names)
