"""The child process of the dev host: imports `function_app` and serves it until told to stop.

A process of its own, so that every reload starts from fresh modules. It gets a listening socket
from its parent and reports over a pipe, in one JSON line, what it serves or why it cannot; the end
of the pipe means that it accepts no more connections.
"""

from __future__ import annotations

import argparse
import asyncio
import importlib
import json
import logging
import os
import socket
import sys
import traceback
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import uvicorn

from tools.dev.adapter import FunctionsAdapter
from tools.dev.queues import QueueDriver, QueueRules
from tools.dev.timers import FILE, Monitor, TimerDriver
from tools.dev.triggers import Functions, index

# How long requests in flight may take after the parent asked this process to end.
_DRAIN_SECONDS = 10


class _ReportingServer(uvicorn.Server):
    """Tells the parent when requests are really accepted."""

    def __init__(self, config: uvicorn.Config, ready: dict[str, Any], descriptor: int) -> None:
        super().__init__(config)
        self._ready = ready
        self._descriptor = descriptor

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            report(self._descriptor, self._ready)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        # Stop accepting first and say so: from here on the next server gets every new connection.
        for server in self.servers:
            server.close()
        for listener in sockets or ():
            listener.close()
        os.close(self._descriptor)
        await super().shutdown(sockets)


def report(descriptor: int, message: dict[str, Any]) -> None:
    """Send the parent the one line it waits for; the pipe's end of file has its own meaning."""
    data = (json.dumps(message) + "\n").encode()
    while data:
        data = data[os.write(descriptor, data) :]


def host_settings(root: Path) -> dict[str, Any]:
    """Return host.json; empty when there is none."""
    path = root / "host.json"
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else {}


def route_prefix(root: Path) -> str:
    """Return host.json's `extensions.http.routePrefix`, by default `api`, without slashes."""
    http = host_settings(root).get("extensions", {}).get("http", {})
    return str(http.get("routePrefix", "api")).strip("/")


def load(root: Path) -> Functions:
    """Import `function_app` by name, as the Functions worker does, and index its app."""
    import azure.functions as func  # noqa: PLC0415 - its import time belongs to loading the app

    module = importlib.import_module("function_app")
    apps = [value for value in vars(module).values() if isinstance(value, func.FunctionRegister)]
    if len(apps) != 1:
        raise RuntimeError(f"function_app.py must define exactly one FunctionApp, not {len(apps)}")
    return index(apps[0], route_prefix(root))


def describe(functions: Functions) -> dict[str, Any]:
    """Return what the parent prints: routes, other triggers, functions that nothing drives."""
    return {
        "background": [
            *({"name": one.name, "trigger": f"queue {one.queue}"} for one in functions.queues),
            *({"name": one.name, "trigger": f"timer {one.schedule}"} for one in functions.timers),
        ],
        "routes": [
            {"name": one.name, "methods": sorted(one.methods), "path": f"/{one.template.text}"}
            for one in functions.http
        ],
        "undriven": [{"name": one.name, "trigger": one.trigger} for one in functions.undriven],
    }


def drivers(
    functions: Functions, root: Path, environ: Mapping[str, str], lock: int | None
) -> list[QueueDriver | TimerDriver]:
    """Return what fires the functions that no request calls."""
    rules = QueueRules.read(host_settings(root), lock)
    found: list[QueueDriver | TimerDriver] = []
    for one in functions.queues:
        connection = environ.get(one.connection)
        if not connection:
            _say(f"{one.name}: not driven, because the setting {one.connection} is not set")
            continue
        found.append(QueueDriver(one, connection, rules, _say))
    monitor = Monitor(root / FILE)
    found += [TimerDriver(one, monitor, _say) for one in functions.timers]
    return found


async def serve(
    server: uvicorn.Server,
    listener: socket.socket,
    background: Sequence[QueueDriver | TimerDriver],
) -> None:
    """Serve requests and fire the other triggers until told to stop."""
    stop = asyncio.Event()
    tasks = [asyncio.create_task(one.run(stop)) for one in background]
    await server.serve(sockets=[listener])
    stop.set()
    if tasks:
        _, late = await asyncio.wait(tasks, timeout=_DRAIN_SECONDS)
        for task in late:
            # Its messages come again, to the next server.
            task.cancel()


def main() -> int:
    """Serve until SIGTERM; 0 after an orderly end, 1 when the app could not be loaded."""
    parser = argparse.ArgumentParser(prog="python -m tools.dev.server")
    parser.add_argument("--socket", type=int, required=True, help="inherited listening socket")
    parser.add_argument("--report", type=int, required=True, help="inherited pipe to the parent")
    parser.add_argument("--queue-lock", type=int, help="seconds a message is hidden while it runs")
    args = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    # Every storage call and every reload would be several lines otherwise.
    for noisy in ("azure", "uvicorn"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    for descriptor in (args.socket, args.report):
        os.set_inheritable(descriptor, False)  # noqa: FBT003 - positional only
    root = Path.cwd()
    # As it is now: the app may take secrets out of it.
    environ = dict(os.environ)
    try:
        functions = load(root)
    except Exception as error:  # noqa: BLE001 - whatever it is, the parent shows it and goes on
        traceback.print_exc()
        report(args.report, {"error": f"{type(error).__name__}: {error}"})
        return 1
    config = uvicorn.Config(
        FunctionsAdapter(functions.http, root, _say),
        log_config=None,
        access_log=False,
        lifespan="off",
        server_header=False,
        timeout_graceful_shutdown=_DRAIN_SECONDS,
    )
    listener = socket.socket(fileno=args.socket)
    server = _ReportingServer(config, describe(functions), args.report)
    background = drivers(functions, root, environ, args.queue_lock)
    asyncio.run(serve(server, listener, background))
    return 0


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - the request log of a command line program


if __name__ == "__main__":
    sys.exit(main())
