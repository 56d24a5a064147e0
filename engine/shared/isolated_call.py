"""One call of workspace code, in a thread and an event loop of its own.

Code that never yields then stops neither the engine's loop nor another execution. Not a pool: a
call that never returns would occupy one of its threads for good, and the interpreter would wait
for it at exit.
"""

from __future__ import annotations

import asyncio
import contextvars
import ctypes
import inspect
import logging
import threading
from collections.abc import Awaitable, Callable
from typing import Any, Generic, TypeVar

from engine.shared.responsibility import enter_workspace

_log = logging.getLogger(__name__)

ResultT = TypeVar("ResultT")


class CallStopped(BaseException):
    """Raised inside workspace code that does not yield, to end it."""


class IsolatedCall(Generic[ResultT]):
    """A running call; make it in the event loop that waits for it.

    Attributes:
        done: becomes what ``conclude`` returned; is never cancelled or failed.
    """

    def __init__(
        self,
        name: str,
        call: Callable[[], Any],
        conclude: Callable[[Callable[[], Any]], ResultT],
    ) -> None:
        """Start it.

        Args:
            name: of the thread.
            call: returns a value or an awaitable.
            conclude: gets a function that returns the awaited value or raises, and must not
                raise itself; runs in the thread too.
        """
        self._outside = asyncio.get_running_loop()
        self.done: asyncio.Future[ResultT] = self._outside.create_future()
        self._name = name
        self._call = call
        self._conclude = conclude
        self._variables = contextvars.copy_context()
        self._lock = threading.Lock()
        self._runner: asyncio.Runner | None = None
        self._inside: tuple[asyncio.AbstractEventLoop, asyncio.Task[Any]] | None = None
        self._cancelled = False
        self._interrupted = False
        self._over = False
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)
        self._thread.start()

    def cancel(self) -> None:
        """Cancel what it awaits, as `asyncio.Task.cancel` does; a plain call does not notice."""
        with self._lock:
            self._cancelled = True
            if self._inside is not None:
                loop, task = self._inside
                loop.call_soon_threadsafe(task.cancel)

    def interrupt(self) -> None:
        """Raise `CallStopped` in it at its next bytecode: the last resort."""
        with self._lock:
            if not self._over and self._thread.ident is not None:
                self._interrupted = True
                ctypes.pythonapi.PyThreadState_SetAsyncExc(
                    ctypes.c_ulong(self._thread.ident), ctypes.py_object(CallStopped)
                )

    def _work(self) -> None:
        try:
            result = self._variables.run(self._conclude, self._value)
            with self._lock:
                self._over, self._inside = True, None
            self._outside.call_soon_threadsafe(self._settle, result)
        except CallStopped:
            # It arrived outside of the workspace's code; nobody waits any more.
            pass
        except RuntimeError:
            _log.warning("%s ended after its event loop", self._name)
        finally:
            self._clean_up()

    def _clean_up(self) -> None:
        """Close the loop; last, because what the call has left behind may take its time."""
        if self._runner is None:
            return
        if self._interrupted:
            # Its tasks have ignored a cancellation before: waiting for them might never end.
            self._runner.get_loop().close()
        else:
            self._runner.close()

    def _value(self) -> Any:
        enter_workspace(self._name)
        value = self._call()
        if not inspect.isawaitable(value):
            return value
        self._runner = asyncio.Runner()
        return self._runner.run(self._awaited(value))

    async def _awaited(self, value: Awaitable[Any]) -> Any:
        task = asyncio.current_task()
        if task is not None:
            with self._lock:
                self._inside = (asyncio.get_running_loop(), task)
                if self._cancelled:
                    task.cancel()
        return await value

    def _settle(self, result: ResultT) -> None:
        if not self.done.done():
            self.done.set_result(result)
