"""A calculation in a process of its own, while this one goes on with something else."""

from __future__ import annotations

import os
import pickle
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Generic, Self, TypeVar

Result = TypeVar("Result")


class Aside(Generic[Result]):
    """What ``function`` returns; the process ends with the ``with`` block, done or not.

    Whatever goes wrong over there is no answer: the function is then called here, and what it
    raises is raised here. So is it where processes cannot be forked safely.
    """

    def __init__(self, function: Callable[[], Result]) -> None:
        self._function = function
        self._pid = 0

    def __enter__(self) -> Self:
        """Start."""
        if _is_worth_it():
            reader, writer = os.pipe()
            self._pid = os.fork()
            if self._pid == 0:
                _work(self._function, writer)
            os.close(writer)
            self._answer = os.fdopen(reader, "rb")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the process if it is still at work."""
        if self._pid:
            os.kill(self._pid, signal.SIGKILL)
            self._end()

    def result(self) -> Result:
        """Wait for the result and return it."""
        if self._pid:
            data = self._answer.read()
            if self._end() == 0:
                result: Result = pickle.loads(data)  # noqa: S301 - from a fork of this process
                return result
        return self._function()

    def _end(self) -> int:
        self._answer.close()
        pid, self._pid = self._pid, 0
        return os.waitpid(pid, 0)[1]


def _is_worth_it() -> bool:
    """Say whether there is another processor, and a fork is safe: threads do not come along."""
    return (
        sys.platform == "linux"
        and len(os.sched_getaffinity(0)) > 1
        and len([*Path("/proc/self/task").iterdir()]) == 1
    )


def _work(function: Callable[[], object], writer: int) -> None:
    """Be the other process: nothing of what it shares with the first one is touched."""
    code = 1
    try:
        # Ctrl-C goes to every process of the terminal; the first one ends this one.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        with os.fdopen(writer, "wb") as stream:
            stream.write(pickle.dumps(function()))
        code = 0
    finally:
        os._exit(code)
