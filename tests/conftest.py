"""Fixtures every test may use: a real Azurite for the session and an empty account per test."""

from __future__ import annotations

import base64
import fcntl
import itertools
import signal
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tools.azurite import connection
from tools.azurite.connection import Ports
from tools.azurite.install import ensure_installed
from tools.azurite.node import find_node
from tools.azurite.server import AzuriteServer, Launch

# A shell's background job ignores SIGINT, and would hand that on to every process a test starts.
signal.signal(signal.SIGINT, signal.default_int_handler)

ROOT = Path(__file__).resolve().parents[1]
# Azurite reads its accounts once, at start, so enough of them are declared for every test to have
# its own: an empty account costs nothing, deleting tables does.
ACCOUNTS = 4000
# Short, because all accounts travel in one environment variable of at most 128 KiB.
ACCOUNT_KEY = base64.b64encode(b"key").decode()


def free_ports(count: int) -> list[int]:
    """Return TCP ports on 127.0.0.1 that nothing listens on right now."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]
    finally:
        for one in sockets:
            one.close()


@dataclass(frozen=True)
class Azurite:
    """A running emulator with `ACCOUNTS` empty accounts besides the well-known one."""

    ports: Ports
    server: AzuriteServer

    @property
    def connection_string(self) -> str:
        """The well-known account, shared by the whole session."""
        return connection.connection_string(self.ports)

    def account(self, number: int) -> str:
        """Return the connection string of one of the extra accounts."""
        return connection.connection_string(self.ports, _account_name(number), ACCOUNT_KEY)


def _account_name(number: int) -> str:
    return f"test{number:05d}"


def azurite_script() -> Path:
    """Return Azurite's start script; the first of several runs at once installs it for all."""
    cache = ROOT / ".ringfence" / "azurite"
    cache.mkdir(parents=True, exist_ok=True)
    with (ROOT / ".ringfence" / "azurite-tests.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return ensure_installed(cache, find_node(), print)


@pytest.fixture(scope="session")
def azurite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Azurite]:
    """One Azurite for the session, in memory, on ports of its own."""
    node, script = find_node(), azurite_script()
    accounts = {_account_name(number): ACCOUNT_KEY for number in range(ACCOUNTS)}
    accounts[connection.ACCOUNT] = connection.ACCOUNT_KEY
    ports = Ports(*free_ports(3))
    log = tmp_path_factory.mktemp("azurite") / "azurite.log"
    with AzuriteServer.start(Launch(node, script, ports, log, accounts=accounts)) as server:
        yield Azurite(ports, server)


@pytest.fixture(scope="session")
def _account_numbers() -> Iterator[int]:
    return itertools.count()


@pytest.fixture
def storage(azurite: Azurite, _account_numbers: Iterator[int]) -> str:
    """Connection string of an account that no other test has used: no tables, no queues."""
    number = next(_account_numbers)
    assert number < ACCOUNTS, "raise ACCOUNTS in tests/conftest.py"
    return azurite.account(number)
