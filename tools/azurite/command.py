"""`ringfence azurite`: the storage emulator in the foreground, for people without the dev host."""

from __future__ import annotations

import argparse
import signal
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tools.azurite.server import AzuriteServer

_WATCH_SECONDS = 0.2


def add_parser(subparsers: argparse._SubParsersAction[Any]) -> None:
    """Add the `azurite` subcommand."""
    parser = subparsers.add_parser(
        "azurite",
        help="run the storage emulator (Azurite) until Ctrl-C",
        description="Install the pinned Azurite if needed and run it on 127.0.0.1 until Ctrl-C.",
    )
    for service, port in (("blob", 10000), ("queue", 10001), ("table", 10002)):
        parser.add_argument(
            f"--{service}-port", type=int, default=port, metavar="PORT", help=f"default {port}"
        )
    parser.add_argument(
        "--root", type=Path, default=Path.cwd(), help="repository (default: current directory)"
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Run Azurite; 0 when it was stopped by Ctrl-C or SIGTERM, 1 when it failed."""
    from tools.azurite.bring_up import bring_up  # noqa: PLC0415 - keeps `ringfence --help` fast
    from tools.azurite.connection import Ports  # noqa: PLC0415
    from tools.azurite.errors import AzuriteError  # noqa: PLC0415

    for name in (signal.SIGINT, signal.SIGTERM):
        # SIGINT too: a shell starts background jobs with it ignored.
        signal.signal(name, signal.default_int_handler)
    ports = Ports(args.blob_port, args.queue_port, args.table_port)
    try:
        with bring_up(args.root.resolve(), ports, _say) as server:
            _say(f"azurite: AzureWebJobsStorage={server.connection_string}")
            _say("azurite: Ctrl-C stops it")
            _watch(server)
    except AzuriteError as error:
        print(f"ringfence azurite: {error}", file=sys.stderr)  # noqa: T201 - the error line
        return 1
    except KeyboardInterrupt:
        _say("azurite: stopped")
    return 0


def _watch(server: AzuriteServer) -> None:
    while (death := server.exited()) is None:
        time.sleep(_WATCH_SECONDS)
    raise death


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - this is a command line program
