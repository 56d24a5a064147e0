"""The backstop: one audit hook (PEP 578) that refuses workspace code three things.

Opening protected files, starting processes, loading native libraries. Every other event costs a
dictionary look-up. Static analysis decides; this only confirms, see docs/threat-model.md.
"""

from __future__ import annotations

import linecache
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote

from engine.shared.backstop_paths import ProtectedPaths, library_folders, plain_path
from engine.shared.responsibility import Culprit, culprit, taint_thread
from engine.shared.seal import WORKSPACE
from engine.shared.violation import Report, Violation, announce

_Check = Callable[[str, tuple[Any, ...]], None]

_PROCESSES: Final = (
    "subprocess.Popen",
    "os.system",
    "os.exec",
    "os.fork",
    "os.forkpty",
    "os.posix_spawn",
    "os.spawn",
    "os.startfile",
    "os.startfile/2",
    "pty.spawn",
)
_NATIVE: Final = (
    "ctypes.dlopen",
    "ctypes.dlsym",
    "ctypes.dlsym/handle",
    "ctypes.call_function",
    "sqlite3.enable_load_extension",
    "sqlite3.load_extension",
)
# With these a protected file gets another name, or other contents, without being opened.
# Event -> how many paths it names, each with its `dir_fd` behind them, where it has any.
_RENAMING: Final = {"os.rename": 2, "os.link": 2, "os.remove": 1, "os.truncate": 1}
_WRITES: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_SHOWING_SOURCE: Final = id(linecache.updatecache.__code__)
_HELP: Final = (
    "workspace code reads its files with engine.sdk.read_resource, its settings with"
    " context.get_config and get_secret, and writes to context.scratch"
)

# What the hook looks at: empty until a workspace is loaded. A hook itself can never be removed.
_checks: dict[str, _Check] = {}
_hooked: list[bool] = []


def arm(root: Path, report: Report) -> None:
    """Watch from now on, for the application under ``root``.

    ``report`` is called for each refusal; it must neither block nor raise.
    """
    _checks.update(_Backstop(root, report).checks())
    if not _hooked:
        _hooked.append(True)
        sys.addaudithook(_hook)


def disarm() -> None:
    """Stop watching (tests)."""
    _checks.clear()


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    if event in _checks:
        _checks[event](event, arguments)


class _Backstop:
    """The checks, for one application."""

    def __init__(self, root: Path, report: Report) -> None:
        self._workspace = f"{root}/{WORKSPACE}/"
        self._report = report
        libraries = library_folders(root)
        self._libraries = tuple(f"{folder}/" for folder in libraries)
        self._paths = ProtectedPaths(root, libraries)

    def checks(self) -> dict[str, _Check]:
        """Return event -> what looks at it."""
        return {
            **dict.fromkeys(_PROCESSES, self._process),
            **dict.fromkeys(_NATIVE, self._native),
            **dict.fromkeys(_RENAMING, self._rename),
            "open": self._open,
            "sqlite3.connect": self._database,
            "import": self._extension,
            "_thread.start_new_thread": self._thread,
            "_thread.start_joinable_thread": self._thread,
        }

    def _open(self, _: str, arguments: tuple[Any, ...]) -> None:
        path, mode, flags = arguments
        if isinstance(path, int) or (behind := culprit(self._workspace)) is None:
            return
        writes = bool(flags & _WRITES)
        # Without a mode it is os.open(), which opens directories and takes a `dir_fd`.
        reason = self._paths.refusal(path, writes=writes, directory=mode is None)
        if reason is None:
            return
        if _shows_source():
            # A traceback wants to quote a line of the engine: it goes without, and nobody tried
            # anything.
            raise PermissionError(reason)
        self._refuse(behind, f"open {_text(path)}", reason)

    def _rename(self, event: str, arguments: tuple[Any, ...]) -> None:
        if (behind := culprit(self._workspace)) is None:
            return
        count = _RENAMING[event]
        descriptors = (-1,) if event == "os.truncate" else arguments[count:]
        for path, descriptor in zip(arguments[:count], descriptors, strict=True):
            if isinstance(path, int):
                continue
            if reason := self._paths.refusal(path, writes=True, descriptor=descriptor):
                self._refuse(behind, f"{event} {_text(path)}", reason)

    def _database(self, _: str, arguments: tuple[Any, ...]) -> None:
        if (behind := culprit(self._workspace)) is None:
            return
        name = plain_path(arguments[0]) or "?"
        if name.startswith("file:"):
            name = unquote(name.removeprefix("file:").partition("?")[0]).removeprefix("//")
        if name and name != ":memory:" and (reason := self._paths.refusal(name, writes=True)):
            self._refuse(behind, f"open {name}", reason)

    def _process(self, event: str, arguments: tuple[Any, ...]) -> None:
        if behind := culprit(self._workspace):
            what = _text(arguments[0]) if arguments else ""
            self._refuse(behind, f"{event} {what}".rstrip(), "it starts a process")

    def _native(self, event: str, arguments: tuple[Any, ...]) -> None:
        if behind := culprit(self._workspace):
            what = " ".join(_text(item) for item in arguments if isinstance(item, str | bytes))
            self._refuse(behind, f"{event} {what}".rstrip(), "it reaches native code")

    def _extension(self, _: str, arguments: tuple[Any, ...]) -> None:
        # Only the event of an extension module has a file name; those of the installed
        # libraries are the packages that workspace code may import.
        path = arguments[1]
        if path is None or os.path.realpath(path).startswith(self._libraries):
            return
        if behind := culprit(self._workspace, trust_imports=False):
            self._refuse(
                behind, f"import {_text(path)}", "it is a native library of unknown origin"
            )

    def _thread(self, _: str, arguments: tuple[Any, ...]) -> None:
        if culprit(self._workspace) is not None:
            taint_thread(arguments[0])

    def _refuse(self, behind: Culprit, wanted: str, reason: str) -> None:
        where = f"{behind.file}:{behind.line}" if behind.file else behind.module
        message = f"{where}: workspace code may not {wanted}: {reason}; {_HELP}"
        violation = Violation(wanted, behind.module, behind.file, behind.line, reason)
        announce(violation, message, self._report)
        raise PermissionError(message)


def _shows_source() -> bool:
    frame = sys._getframe(3)  # noqa: SLF001 - who called open()
    for _ in range(4):
        if frame is None:
            return False
        if id(frame.f_code) == _SHOWING_SOURCE:
            return True
        frame = frame.f_back  # type: ignore[assignment]
    return False


def _text(value: object) -> str:
    text = plain_path(value)
    return f"<{type(value).__name__}>" if text is None else text
