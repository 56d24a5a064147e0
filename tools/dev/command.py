"""`ringfence dev`: everything a developer needs on one machine, in one foreground process."""

from __future__ import annotations

import argparse
import contextlib
import os
import signal
import socket
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tools.azurite.server import AzuriteServer
    from tools.dev.child import Served

HOST = "127.0.0.1"


def add_parser(subparsers: argparse._SubParsersAction[Any]) -> None:
    """Add the `dev` subcommand."""
    parser = subparsers.add_parser(
        "dev",
        help="serve the function app on this machine and reload it on every clean save",
        description="Start Azurite, seed it, check and seal the workspace, serve the function app "
        "and reload on every clean save, until Ctrl-C.",
    )
    parser.add_argument("--port", type=int, default=7071, help="HTTP port (default 7071)")
    parser.add_argument(
        "--no-azurite",
        action="store_true",
        help="use the storage that is configured, and neither start nor seed an emulator",
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Serve until Ctrl-C or SIGTERM (0); 1 when something needed failed, with one clear line."""
    # Slow imports stay out of `ringfence --help`.
    from tools.azurite.errors import AzuriteError  # noqa: PLC0415
    from tools.dev.child import ServerStartError  # noqa: PLC0415
    from tools.dev.settings import SettingsError  # noqa: PLC0415
    from tools.seed_azurite import SeedError  # noqa: PLC0415

    _interrupt_on_signals()
    try:
        _serve(Path.cwd().resolve(), args.port, start_azurite=not args.no_azurite)
    except (AzuriteError, SeedError, SettingsError, PortError) as error:
        return _fail(str(error))
    except ServerStartError as error:
        return _fail(f"the function app could not be served: {error}")
    except KeyboardInterrupt:
        _say("stopped")
    return 0


class PortError(Exception):
    """The HTTP port cannot be used; `str()` says which and what to do."""


def _serve(root: Path, port: int, *, start_azurite: bool) -> None:
    from tools.dev import settings  # noqa: PLC0415
    from tools.dev.supervisor import Supervisor  # noqa: PLC0415

    def environment() -> Mapping[str, str]:
        return settings.merged(settings.read_values(root), os.environ)

    if not (root / "function_app.py").is_file():
        raise settings.SettingsError(f"{root} has no function_app.py: run this in the repository")
    with _listener(port) as listener:
        if settings.ensure_file(root):
            _say(f"settings: made {settings.FILE} with a new function key")
        environ = environment()
        with _storage(root, environ, start=start_azurite) as azurite:
            supervisor = Supervisor(root, listener, environment, _say)
            try:
                server = supervisor.start()
                _announce(server.served, port, settings.usable_key(environ))
                supervisor.run(azurite)
            finally:
                _ignore_interrupts()
                supervisor.stop()


@contextlib.contextmanager
def _listener(port: int) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, port))
            listener.listen(128)
        except OSError as error:
            raise PortError(
                f"port {port} cannot be used ({error.strerror}): stop the program that listens "
                "there, or choose another with --port"
            ) from error
        yield listener


@contextlib.contextmanager
def _storage(
    root: Path, environ: Mapping[str, str], *, start: bool
) -> Iterator[AzuriteServer | None]:
    """Bring the emulator up and seed it, if the configured storage is the emulator."""
    from tools.azurite.bring_up import bring_up  # noqa: PLC0415
    from tools.azurite.connection import emulator_ports  # noqa: PLC0415
    from tools.dev.settings import FILE, STORAGE_SETTING, SettingsError  # noqa: PLC0415
    from tools.seed_azurite import seed  # noqa: PLC0415

    text = environ.get(STORAGE_SETTING, "")
    try:
        ports = emulator_ports(text)
    except ValueError as error:
        raise SettingsError(f"{STORAGE_SETTING} is malformed: {error}") from error
    if not text:
        raise SettingsError(f"{STORAGE_SETTING} is not set: add it to {FILE}")
    if not start or ports is None:
        _say("storage: as configured; no emulator started, nothing seeded")
        yield None
        return
    with bring_up(root, ports, _say) as azurite:
        _say(f"seed: {seed(text).summary()}")
        yield azurite


def _interrupt_on_signals() -> None:
    """Let every ending signal interrupt, also where a shell started us with SIGINT ignored."""
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, signal.default_int_handler)
    # Ignored on purpose under nohup.
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:
        signal.signal(signal.SIGHUP, signal.default_int_handler)


def _ignore_interrupts() -> None:
    """Keep a second Ctrl-C from cutting the clean-up short; it takes two seconds at most."""
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, signal.SIG_IGN)


def _announce(served: Served, port: int, key: str | None) -> None:
    from tools.dev import banner  # noqa: PLC0415

    base = f"http://{HOST}:{port}"
    _say(f"\nserving {base}\n{banner.routes(served.routes)}")
    if served.background:
        _say(banner.background(served.background))
    if served.undriven:
        _say(banner.undriven(served.undriven))
    _say(f"\ntry it:\n\n{banner.curl(base, key)}\n\nsaves reload it, Ctrl-C stops everything")


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - this is a command line program


def _fail(line: str) -> int:
    print(f"ringfence dev: {line}", file=sys.stderr)  # noqa: T201 - the error line
    return 1
