"""The backstop: one audit hook (PEP 578) that refuses workspace code four things.

Opening protected files, starting processes, loading native libraries, running code that nobody has
checked. Every other event costs a dictionary look-up. Static analysis decides; this only confirms,
see docs/threat-model.md.
"""

from __future__ import annotations

import linecache
import os
import sys
from collections.abc import Callable
from pathlib import Path
from types import CodeType, FrameType
from typing import Any, Final
from urllib.parse import unquote

from engine.shared.backstop_code import KnownCode, Refused, runs_text, spawns
from engine.shared.backstop_paths import Libraries, ProtectedPaths, Stock, plain_path
from engine.shared.responsibility import (
    HANDED_TO_THE_ENGINE,
    Culprit,
    culprit,
    is_workspace,
    taint_thread,
)
from engine.shared.seal import WORKSPACE, CodePack
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
# With these a protected file gets another name, or other contents, without being opened, or a
# module of the worker's is put into another's place.
# Event -> positions of its paths, each with the position of its `dir_fd`, where it has one.
_CHANGING: Final[dict[str, tuple[tuple[int, int | None], ...]]] = {
    "os.rename": ((0, 2), (1, 3)),
    "os.link": ((0, 2), (1, 3)),
    "os.symlink": ((1, 2),),
    "os.remove": ((0, 1),),
    "os.rmdir": ((0, 1),),
    "os.mkdir": ((0, 2),),
    "os.truncate": ((0, None),),
    "os.chmod": ((0, 2),),
    "os.chown": ((0, 3),),
}
# The one symbol that the engine itself reaches: it ends a thread that does not yield.
_INTERRUPT: Final = "PyThreadState_SetAsyncExc"
_UNCHECKED: Final = "nobody has checked it"
_WRITES: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_SHOWING_SOURCE: Final = linecache.updatecache.__code__
_SEALED_CACHE: Final = CodePack.get.__code__
_HELP: Final = (
    "workspace code reads its files with engine.sdk.read_resource, its settings with"
    " context.get_config and get_secret, and writes to context.scratch"
)

# What the hook looks at: empty until a workspace is loaded. A hook itself can never be removed.
_checks: dict[str, _Check] = {}
_hooked: list[bool] = []


def arm(
    root: Path, report: Report, loader: CodeType, refused: Refused, stock: Stock | None = None
) -> None:
    """Watch from now on.

    Args:
        root: the application's directory.
        report: called for each refusal; must neither block nor raise.
        loader: the only code that executes workspace modules.
        refused: says why a module is denied to workspace code, or None.
        stock: what has been found out about directories already.
    """
    _checks.update(_Backstop(root, report, loader, refused, stock or Stock()).checks())
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

    def __init__(
        self, root: Path, report: Report, loader: CodeType, refused: Refused, stock: Stock
    ) -> None:
        self._workspace = f"{root}/{WORKSPACE}/"
        self._report = report
        self._libraries = Libraries(root, stock)
        self._code = KnownCode(root, self._libraries, loader, refused)
        self._paths = ProtectedPaths(root, self._libraries, stock)
        self._readable: tuple[str, ...] | None = None

    def checks(self) -> dict[str, _Check]:
        """Return event -> what looks at it."""
        return {
            **dict.fromkeys(_PROCESSES, self._process),
            **dict.fromkeys(_NATIVE, self._native),
            **dict.fromkeys(_CHANGING, self._change),
            "open": self._open,
            "exec": self._exec,
            "compile": self._compile,
            "code.__new__": self._compile,
            "marshal.loads": self._unmarshal,
            "marshal.load": self._unmarshal,
            "sqlite3.connect": self._database,
            "import": self._extension,
            "_thread.start_new_thread": self._thread,
            "_thread.start_joinable_thread": self._thread,
        }

    def _open(self, _: str, arguments: tuple[Any, ...]) -> None:
        path, mode, flags = arguments
        writes = bool(flags & _WRITES)
        if self._readable is None:
            self._readable = self._paths.open_to_all(self._libraries.below)
        # Most of what is opened: modules and data of installed libraries, which nobody may write.
        if not writes and type(path) is str and path.startswith(self._readable):
            if "/.." not in path:
                return
        elif isinstance(path, int):
            return
        if (behind := culprit(self._workspace, self._code.trusts)) is None:
            return
        # Without a mode it is os.open(), which opens directories and takes a `dir_fd`.
        reason = self._paths.refusal(path, writes=writes, directory=mode is None)
        if reason is None:
            return
        if _shows_source():
            if behind is HANDED_TO_THE_ENGINE and self._paths.is_engine_source(path):
                return
            # A traceback wants to quote a line of the engine: it goes without, and nobody tried
            # anything.
            raise PermissionError(reason)
        self._refuse(behind, f"open {_text(path)}", reason)

    def _change(self, event: str, arguments: tuple[Any, ...]) -> None:
        if (behind := culprit(self._workspace, self._code.trusts)) is None:
            return
        for position, place in _CHANGING[event]:
            path = arguments[position]
            descriptor = -1 if place is None else arguments[place]
            if isinstance(path, int):
                continue
            if reason := self._paths.refusal_to_change(path, descriptor):
                self._refuse(behind, f"{event} {_text(path)}", reason)

    def _database(self, _: str, arguments: tuple[Any, ...]) -> None:
        if (behind := culprit(self._workspace, self._code.trusts)) is None:
            return
        name = plain_path(arguments[0]) or "?"
        if name.startswith("file:"):
            name = name.removeprefix("file:").partition("?")[0].partition("#")[0]
            # `file://` may name the machine: there is but this one.
            name = unquote(name if name[:2] != "//" else name[2 + name[2:].find("/") :])
        if name and name != ":memory:" and (reason := self._paths.refusal(name, writes=True)):
            self._refuse(behind, f"open {name}", reason)

    def _process(self, event: str, arguments: tuple[Any, ...]) -> None:
        if behind := culprit(self._workspace, self._code.trusts):
            what = _text(arguments[0]) if arguments else ""
            self._refuse(behind, f"{event} {what}".rstrip(), "it starts a process")

    def _native(self, event: str, arguments: tuple[Any, ...]) -> None:
        behind = culprit(self._workspace, self._code.trusts)
        if (
            behind is HANDED_TO_THE_ENGINE
            and event == "ctypes.dlsym"
            and arguments[1] == _INTERRUPT
        ):
            return
        if behind is not None:
            what = " ".join(_text(item) for item in arguments if isinstance(item, str | bytes))
            self._refuse(behind, f"{event} {what}".rstrip(), "it reaches native code")

    def _extension(self, _: str, arguments: tuple[Any, ...]) -> None:
        # Only the event of an extension module has a file name; those of the installed
        # libraries are the packages that workspace code may import.
        path = arguments[1]
        if path is None or os.path.realpath(path).startswith(self._libraries.below):
            return
        if behind := culprit(self._workspace):
            self._refuse(
                behind, f"import {_text(path)}", "it is a native library of unknown origin"
            )

    def _thread(self, _: str, arguments: tuple[Any, ...]) -> None:
        behind = culprit(self._workspace, self._code.trusts)
        if behind is not None and behind is not HANDED_TO_THE_ENGINE:
            taint_thread(arguments[0])

    def _exec(self, _: str, arguments: tuple[Any, ...]) -> None:
        code = arguments[0]
        # Who called exec() or eval(). Without a Python caller it was handed to a native thread.
        frame = sys._getframe(1).f_back  # noqa: SLF001
        caller = frame.f_code if frame is not None else None
        if frame and caller and (place := self._code.unknown_module(frame, caller, code)):
            behind = culprit(self._workspace)
            if behind is None and any(map(self._code.is_sealed, (place, code.co_filename))):
                behind = Culprit("an import that goes round the seal", "", 0)
            if behind is not None:
                self._refuse(behind, f"run {place}", _UNCHECKED)
        elif spawns(caller, code):
            if behind := culprit(self._workspace):
                self._refuse(behind, f"import {code.co_filename}", "it starts a process")
        elif not self._makes_code(frame, caller) and (
            behind := culprit(self._workspace, self._code.trusts)
        ):
            self._refuse(behind, "run text as code", _UNCHECKED)

    def _compile(self, event: str, arguments: tuple[Any, ...]) -> None:
        frame = sys._getframe(1).f_back  # noqa: SLF001 - who called compile()
        if frame is None or not is_workspace(frame, caller := frame.f_code, self._workspace):
            # Made, but not run: that is an event of its own.
            return
        if event == "compile" and arguments[1] != "<string>" and not runs_text(caller):
            # The interpreter prints a traceback, and looks for the part of the line to underline.
            return
        if behind := culprit(self._workspace, self._code.trusts):
            self._refuse(behind, "make code out of text", _UNCHECKED)

    def _unmarshal(self, _: str, __: tuple[Any, ...]) -> None:
        # Compiled code names whatever file it likes as its source. Imports do this on their own
        # account, and are judged by where they take it from; the sealed cache is sealed.
        frame = sys._getframe(1).f_back  # noqa: SLF001
        if frame is not None:
            caller = frame.f_code
            if caller is _SEALED_CACHE or self._code.reads_bytecode(frame, caller):
                return
        behind = culprit(self._workspace, self._code.trusts)
        if behind is not None and behind is not HANDED_TO_THE_ENGINE:
            self._refuse(behind, "load compiled code", _UNCHECKED)

    def _makes_code(self, frame: FrameType | None, caller: CodeType | None) -> bool:
        """Tell whether this is a library that makes code of its own.

        They do so by name. Workspace code does not make any, and hands the builtins to nobody.
        """
        if frame is None or caller is None or is_workspace(frame, caller, self._workspace):
            return False
        return runs_text(caller)

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
        if frame.f_code is _SHOWING_SOURCE:
            return True
        frame = frame.f_back  # type: ignore[assignment]
    return False


def _text(value: object) -> str:
    text = plain_path(value)
    return f"<{type(value).__name__}>" if text is None else text
