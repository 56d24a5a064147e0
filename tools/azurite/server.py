"""Runs Azurite as a child process: started, waited for until it really answers, and stopped."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from tools.azurite import connection, leash
from tools.azurite.connection import Ports
from tools.azurite.errors import AzuriteError
from tools.azurite.install import tail
from tools.azurite.node import Node

HOST = "127.0.0.1"
_READY_SECONDS = 30.0
_STOP_SECONDS = 2.0
_POLL_SECONDS = 0.02


@dataclass(frozen=True)
class Launch:
    """How to start one Azurite.

    `data` None keeps everything in memory. `accounts` maps names to base64 keys and replaces the
    well-known account.
    """

    node: Node
    script: Path
    ports: Ports
    log: Path
    data: Path | None = None
    accounts: Mapping[str, str] | None = None

    def arguments(self) -> list[str]:
        """Return the command line."""
        arguments = [str(self.node.program), str(self.script)]
        for service, port in self.ports.named():
            arguments += [f"--{service}Host", HOST, f"--{service}Port", str(port)]
        arguments += ["--disableTelemetry", "--skipApiVersionCheck", "--silent"]
        if self.data is None:
            return [*arguments, "--inMemoryPersistence"]
        return [*arguments, "--location", str(self.data)]

    def environment(self) -> dict[str, str]:
        """Return the child's environment: ours, without settings that would change Azurite."""
        environ = {name: value for name, value in os.environ.items() if name != "NODE_OPTIONS"}
        environ.pop("AZURITE_ACCOUNTS", None)
        if self.accounts is not None:
            pairs = (f"{name}:{key}" for name, key in self.accounts.items())
            environ["AZURITE_ACCOUNTS"] = ";".join(pairs)
        return environ


class AzuriteServer:
    """A running Azurite; use `AzuriteServer.start`, and `stop` or a `with` block."""

    def __init__(self, launch: Launch, process: subprocess.Popen[bytes]) -> None:
        self._launch = launch
        self._process = process

    @classmethod
    def start(cls, launch: Launch) -> Self:
        """Start Azurite and return once all three services answer HTTP.

        Raises:
            AzuriteError: a port is in use, or Azurite died or stayed silent.
        """
        check_ports(launch.ports)
        launch.log.parent.mkdir(parents=True, exist_ok=True)
        if launch.data is not None:
            launch.data.mkdir(parents=True, exist_ok=True)
        with launch.log.open("wb") as log:
            process = subprocess.Popen(  # noqa: S603 - node and script of tools.azurite
                leash.command(launch.arguments()),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=launch.environment(),
                # Ctrl-C belongs to the parent, which stops its children in order.
                start_new_session=True,
            )
        server = cls(launch, process)
        try:
            server._wait_ready()
        except BaseException:
            server.stop()
            raise
        return server

    @property
    def connection_string(self) -> str:
        """The connection string of the well-known account."""
        return connection.connection_string(self._launch.ports)

    @property
    def ports(self) -> Ports:
        """The ports it listens on."""
        return self._launch.ports

    @property
    def pid(self) -> int:
        """Process id of the child."""
        return self._process.pid

    def exited(self) -> AzuriteError | None:
        """Return why Azurite is gone, with its last output, or None while it runs."""
        code = self._process.poll()
        if code is None:
            return None
        how = f"exit code {code}" if code >= 0 else f"signal {signal.Signals(-code).name}"
        output = self._launch.log.read_text(encoding="utf-8", errors="replace")
        return AzuriteError(f"Azurite ended by itself ({how}); its last output:{tail(output)}")

    def wait(self, seconds: float) -> None:
        """Wait until it has ended; `subprocess.TimeoutExpired` when it has not."""
        self._process.wait(seconds)

    def stop(self) -> None:
        """End the child: politely, then by force; harmless when it is gone already."""
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
        self._process.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.stop()

    def _wait_ready(self) -> None:
        deadline = time.monotonic() + _READY_SECONDS
        waiting = list(self._launch.ports.named())
        while waiting:
            if (death := self.exited()) is not None:
                raise death
            waiting = [(service, port) for service, port in waiting if not answers(port)]
            if waiting and time.monotonic() > deadline:
                names = ", ".join(f"{service} (port {port})" for service, port in waiting)
                raise AzuriteError(
                    f"Azurite did not answer within {_READY_SECONDS:.0f} s: {names}; "
                    f"see {self._launch.log}"
                )
            if waiting:
                time.sleep(_POLL_SECONDS)


def answers(port: int) -> bool:
    """Tell whether an HTTP server answers on the port, whatever the status."""
    client = http.client.HTTPConnection(HOST, port, timeout=1)
    with contextlib.closing(client):
        try:
            client.request("GET", "/")
            client.getresponse().read()
        except (OSError, http.client.HTTPException):
            return False
    return True


def check_ports(ports: Ports) -> None:
    """Make sure nothing listens on the ports.

    Raises:
        AzuriteError: naming the first taken port, its service and what to do.
    """
    for service, port in ports.named():
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError as error:
                raise AzuriteError(
                    f"port {port} (Azurite {service}) is in use: stop the program that listens "
                    "there, or, if it is an Azurite you want to keep, use `ringfence dev "
                    "--no-azurite`"
                ) from error
