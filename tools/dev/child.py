"""One server process as its parent sees it: started, waited for, retired, killed."""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from tools.azurite import leash

_READY_SECONDS = 60.0
_CLOSE_SECONDS = 5.0


class ServerStartError(Exception):
    """The server process did not get as far as serving; `str()` says why."""


@dataclass(frozen=True)
class Served:
    """What a server reported when it was ready."""

    routes: tuple[Mapping[str, Any], ...]
    undriven: tuple[Mapping[str, Any], ...]
    background: tuple[Mapping[str, Any], ...] = ()


class ServerProcess:
    """A child running `tools.dev.server` on a listening socket that the parent keeps."""

    def __init__(self, process: subprocess.Popen[bytes], served: Served, pipe: int) -> None:
        self._process = process
        self._pipe = pipe
        self.served = served
        self.started = time.monotonic()
        self._retired: float | None = None

    @classmethod
    def start(cls, root: Path, listener: socket.socket, environ: Mapping[str, str]) -> Self:
        """Start a server and return once it accepts requests.

        Raises:
            ServerStartError: it ended, reported a failure, or stayed silent.
        """
        pipe, writer = os.pipe()
        try:
            process = subprocess.Popen(  # noqa: S603 - this interpreter and our own module
                leash.command(
                    [
                        *(sys.executable, "-m", "tools.dev.server"),
                        *("--socket", str(listener.fileno()), "--report", str(writer)),
                    ]
                ),
                cwd=root,
                env=dict(environ),
                stdin=subprocess.DEVNULL,
                pass_fds=(listener.fileno(), writer),
                # Ctrl-C belongs to the parent, which stops its children in order.
                start_new_session=True,
            )
        except BaseException:
            os.close(pipe)
            raise
        finally:
            os.close(writer)
        try:
            served = _await_report(process, pipe)
        except BaseException:
            os.close(pipe)
            process.kill()
            process.wait()
            raise
        return cls(process, served, pipe)

    @property
    def pid(self) -> int:
        """Process id."""
        return self._process.pid

    def ended(self) -> str | None:
        """Return how the process ended, or None while it runs."""
        code = self._process.poll()
        if code is None:
            return None
        return f"exit code {code}" if code >= 0 else f"signal {signal.Signals(-code).name}"

    def retire(self) -> None:
        """Ask for an orderly end: no new requests, the running ones finish."""
        self._retired = time.monotonic()
        if self._process.poll() is None:
            self._process.terminate()

    def wait_closed(self) -> None:
        """Wait, within reason, until a retired process accepts no more connections."""
        select.select([self._pipe], [], [], _CLOSE_SECONDS)

    def gone(self, patience: float) -> bool:
        """Tell whether a retired process has ended; after `patience` seconds it is killed."""
        if self._process.poll() is not None:
            self._release()
            return True
        if self._retired is not None and time.monotonic() - self._retired > patience:
            self.kill()
            return True
        return False

    def kill(self) -> None:
        """End the process now."""
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        self._release()

    def _release(self) -> None:
        if self._pipe >= 0:
            os.close(self._pipe)
            self._pipe = -1


def _await_report(process: subprocess.Popen[bytes], descriptor: int) -> Served:
    """Read the child's one line; end of file without it means that the child is gone."""
    deadline = time.monotonic() + _READY_SECONDS
    text = b""
    while not text.endswith(b"\n"):
        readable, _, _ = select.select([descriptor], [], [], max(0, deadline - time.monotonic()))
        if not readable:
            raise ServerStartError(f"it was not ready within {_READY_SECONDS:.0f} s")
        chunk = os.read(descriptor, 65536)
        if not chunk:
            raise ServerStartError(f"it ended with exit code {process.wait()} before it was ready")
        text += chunk
    message = json.loads(text)
    if "error" in message:
        raise ServerStartError(message["error"])
    return Served(
        tuple(message["routes"]), tuple(message["undriven"]), tuple(message["background"])
    )
