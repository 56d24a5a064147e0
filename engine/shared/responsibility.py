"""Who is behind what the interpreter is about to do: workspace code, or the engine and its host.

A workspace frame on the stack settles it. Work also moves to where no such frame is: to another
thread, or to a callback of the event loop. So three more signs count, see `culprit`.
"""

from __future__ import annotations

import asyncio
import builtins
import contextvars
import importlib
import os
import sys
import threading
import weakref
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import CodeType, FrameType
from typing import Final, TypeVar

from engine.shared.import_guard import is_guard
from engine.shared.seal import WORKSPACE

T = TypeVar("T")
# The import system's frame that does one import, and the frames inside of it with their codes, from
# the event outwards.
TrustedImport = Callable[[FrameType, list[FrameType], list[CodeType]], bool]


@dataclass(frozen=True, slots=True)
class Culprit:
    """Where workspace code stands behind an action: its module and place, as far as known."""

    module: str
    file: str
    line: int


# Whatever else the variable is set to counts as the workspace: who finds it in a context can
# only mark that context once more.
_UNMARKED: Final = object()
# The engine does what the backstop watches on its own account only, see `on_own_account`. What
# else happens below it was handed to it: a validator, a method of a result, a finalizer.
HANDED_TO_THE_ENGINE: Final = Culprit("something that the engine was handed", "", 0)
_ENGINE: Final = object()
_mark: contextvars.ContextVar[object] = contextvars.ContextVar("behind", default=_UNMARKED)
# Threads that workspace code has started, and whether it has started any that `threading` does
# not know.
_threads: weakref.WeakSet[threading.Thread] = weakref.WeakSet()
_unknown_threads: list[bool] = []

_REAL_BUILTINS: Final = vars(builtins)
_FROZEN: Final = "<frozen "
_STDLIB: Final = f"{os.path.dirname(os.__file__)}/"  # noqa: PTH120 - compared as text
_PACKAGES: Final = ("/site-packages/", "/dist-packages/")
# Asks `uname` for the processor, which Azure's SDK does once for its user agent; it can start
# nothing else.
_ASKING_UNAME: Final = (f"{_STDLIB}platform.py", "from_subprocess")
_ENGINE_FOLDER: Final = f"{Path(__file__).parents[1]}/"


# Code objects are compared by identity: a hash would cover all of their bytecode.
# Importing: the code below it was asked for by name, and the import guard has judged the name.
_IMPORTING: Final = (
    importlib._bootstrap._find_and_load_unlocked.__code__  # type: ignore[attr-defined]  # noqa: SLF001
)
# Callers that only pass on: what they call was given to them by somebody who is gone.
_CALLBACK: Final = asyncio.Handle._run.__code__  # noqa: SLF001
_FINALIZER: Final = weakref.finalize.__call__.__code__


def enter_workspace(name: str) -> None:
    """Mark the current context as running workspace code; `name` says which.

    Tasks, callbacks and `asyncio.to_thread` inherit the mark with the context.
    """
    _mark.set(name)


async def on_own_account(work: Awaitable[T]) -> T:
    """Await the engine's own work that workspace code has asked for, such as reading a secret.

    It runs in a task and a context of its own, so that workspace code is not held to be behind
    what the engine's libraries do there.
    """
    context = contextvars.copy_context()
    context.run(_mark.set, _ENGINE)

    async def do() -> T:
        return await work

    return await asyncio.get_running_loop().create_task(do(), context=context)


def taint_thread(bootstrap: object) -> None:
    """Remember that workspace code starts the thread with this bootstrap method."""
    thread = getattr(bootstrap, "__self__", None)
    if isinstance(thread, threading.Thread):
        _threads.add(thread)
    elif not _unknown_threads:
        _unknown_threads.append(True)


def is_workspace(frame: FrameType, code: CodeType, prefix: str) -> bool:
    """Tell whether workspace code runs in this very frame, whose code is ``code``.

    Reading a frame's code is an audit event of its own, so callers do that once.
    """
    return code.co_filename.startswith(prefix) or (
        frame.f_builtins is not _REAL_BUILTINS and is_guard(frame.f_builtins.get("__import__"))
    )


def culprit(prefix: str, trusted_import: TrustedImport | None = None) -> Culprit | None:
    """Return where workspace code is behind the audit event being raised, or None.

    Args:
        prefix: path of the workspace's directory, with a slash at its end.
        trusted_import: tells whether an import on the stack is that of a known module, whose own
            doing it is what it does while it is imported. Without it, none is.
    """
    # Past this function, its caller and the hook; native threads may have no frame beyond.
    frame: FrameType | None = sys._getframe(2).f_back  # noqa: SLF001
    # One after the other, from the event outwards. Reading a frame's code is an event of its own.
    frames: list[FrameType] = []
    codes: list[CodeType] = []
    while frame is not None:
        code = frame.f_code
        if code is _IMPORTING and trusted_import and trusted_import(frame, frames, codes):
            return None
        if is_workspace(frame, code, prefix):
            name = frame.f_globals.get("__name__")
            module = name if type(name) is str else WORKSPACE
            return Culprit(module, code.co_filename, frame.f_lineno)
        frames.append(frame)
        codes.append(code)
        frame = frame.f_back
    return _culprit_by_sign(codes)


def _culprit_by_sign(codes: list[CodeType]) -> Culprit | None:
    """No workspace frame: look at the context, the thread, and whether anybody answers for it.

    Args:
        codes: of the frames, from the event outwards.
    """
    mark = _mark.get()
    if mark is _ENGINE:
        return None
    if mark is not _UNMARKED:
        return Culprit(mark if type(mark) is str else WORKSPACE, "", 0)
    thread = threading._active.get(threading.get_ident())  # type: ignore[attr-defined]  # noqa: SLF001
    if thread is not None and thread in _threads:
        return Culprit(f"a thread of the workspace ({thread.name})", "", 0)
    if _unknown_threads and (thread is None or isinstance(thread, threading._DummyThread)):  # noqa: SLF001
        return Culprit("a thread that workspace code may have started", "", 0)
    answering = codes
    for position, code in enumerate(codes):
        if code is _CALLBACK or code is _FINALIZER:
            answering = codes[:position]
            break
    if any(code.co_filename.startswith(_ENGINE_FOLDER) for code in answering):
        uname = any((code.co_filename, code.co_name) == _ASKING_UNAME for code in answering)
        return None if uname else HANDED_TO_THE_ENGINE
    if all(_is_stdlib(code.co_filename) for code in answering):
        # A function of the standard library was handed to a thread or the event loop as it is,
        # and nothing is left of who did it.
        return Culprit("a callback that nobody answers for", "", 0)
    return None


@lru_cache(maxsize=4096)
def _is_stdlib(filename: str) -> bool:
    if filename.startswith(_FROZEN):
        return True
    return filename.startswith(_STDLIB) and not any(part in filename for part in _PACKAGES)
