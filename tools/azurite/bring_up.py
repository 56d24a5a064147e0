"""Brings Azurite up for a repository checkout: find Node, install, start."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tools.azurite.connection import Ports
from tools.azurite.install import ensure_installed
from tools.azurite.node import find_node
from tools.azurite.server import AzuriteServer, Launch, check_ports


def bring_up(root: Path, ports: Ports, say: Callable[[str], None]) -> AzuriteServer:
    """Start Azurite with its data in `root`/.ringfence/azurite-data and return it when ready.

    Raises:
        AzuriteError: it could not be installed or started.
    """
    # Before the install: nobody should wait for npm only to read that a port is taken.
    check_ports(ports)
    state = root / ".ringfence"
    node = find_node()
    script = ensure_installed(state / "azurite", node, say)
    launch = Launch(node, script, ports, state / "azurite.log", state / "azurite-data")
    server = AzuriteServer.start(launch)
    say(
        f"azurite: blob {ports.blob}, queue {ports.queue}, table {ports.table} on 127.0.0.1 "
        f"(Node {node.version}, {node.origin}; data in .ringfence/azurite-data)"
    )
    return server
