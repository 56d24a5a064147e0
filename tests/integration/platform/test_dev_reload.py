"""`ringfence dev` while files change and processes die: real saves, real signals."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import free_ports
from tests.integration.platform.harness import (
    DevHost,
    copy_checkout,
    descendants,
    dev_environment,
    dev_host,
    running,
    until,
)
from tools.azurite.connection import Ports, connection_string

WORKFLOW = '''"""A workflow that says which version it is."""

from __future__ import annotations

from engine.sdk import OrganizationContext, workflow


@workflow(name="version", description="Say the version")
async def version(context: OrganizationContext) -> int:
    """Return the version."""
    return {number}
'''
VIOLATION = "from engine.shared.storage import tables\n"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    return copy_checkout(tmp_path)


def save(root: Path, number: int, extra: str = "") -> None:
    path = root / "workspace" / "workflows" / "version.py"
    path.write_text(WORKFLOW.replace("{number}", str(number)) + extra)


def version(host: DevHost) -> int:
    return host.run_workflow("version").json()["result"]


def server_pid(host: DevHost) -> int:
    def servers() -> list[int]:
        lines = {
            pid: Path(f"/proc/{pid}/cmdline").read_bytes() for pid in descendants(host.running.pid)
        }
        return [pid for pid, line in lines.items() if b"tools.dev.server" in line]

    return until(lambda: len(servers()) == 1 and servers()[0])


def test_saves_crashes_and_findings(checkout: Path) -> None:
    """One host through a working day, since each start takes seconds."""
    with dev_host(checkout) as host:
        seen = len(host.running.output)
        save(checkout, 1)
        seen = host.running.expect("reloaded", since=seen)
        assert version(host) == 1

        save(checkout, 2)
        seen = host.running.expect("reloaded", since=seen)
        assert version(host) == 2

        # Findings are shown, and the last good state keeps serving.
        save(checkout, 3, VIOLATION)
        seen = host.running.expect("still serving the last good state", since=seen)
        assert "engine.shared.storage" in host.running.output
        assert "workspace/workflows/version.py" in host.running.output
        assert version(host) == 2

        save(checkout, 4)
        seen = host.running.expect("reloaded", since=seen)
        assert version(host) == 4

        # A killed server comes back, with the same code.
        old = server_pid(host)
        time.sleep(3.1)
        os.kill(old, signal.SIGKILL)
        seen = host.running.expect("the server ended (signal SIGKILL): restarting it", since=seen)
        seen = host.running.expect("serving again", since=seen)
        assert version(host) == 4
        assert server_pid(host) != old

        # An engine that does not load leaves the old server in place.
        app = checkout / "function_app.py"
        source = app.read_text()
        app.write_text(source + "\nraise RuntimeError('half-way through an edit')\n")
        seen = host.running.expect("still serving the old one", since=seen)
        assert "half-way through an edit" in host.running.output
        assert version(host) == 4
        app.write_text(source)
        host.running.expect("reloaded", since=seen)
        assert version(host) == 4


def test_dirty_start_serves_the_reason_and_recovers(checkout: Path) -> None:
    save(checkout, 1, VIOLATION)
    with dev_host(checkout) as host:
        assert "no workflow is served until a clean save" in host.running.output
        health = host.health()
        assert health.status == 503
        assert health.json()["status"] == "failed"
        assert host.run_workflow("user_onboarding").status == 503
        seen = len(host.running.output)
        save(checkout, 1)
        host.running.expect("reloaded", since=seen)
        assert host.health().json()["status"] == "ok"
        assert version(host) == 1


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_no_process_is_left_behind(checkout: Path, how: signal.Signals) -> None:
    with dev_host(checkout) as host:
        assert len(descendants(host.running.pid)) == 2
        code = host.running.stop(how, 3)
        assert code == (0 if how != signal.SIGKILL else -signal.SIGKILL)


def test_interrupt_works_for_a_background_job(checkout: Path) -> None:
    """A shell starts background jobs with SIGINT ignored; stopping them must work all the same."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with dev_host(checkout) as host:
            assert host.running.stop(signal.SIGINT, 3) == 0
    finally:
        signal.signal(signal.SIGINT, before)


def test_dead_azurite_ends_it_with_the_reason(checkout: Path) -> None:
    with dev_host(checkout) as host:
        for pid in descendants(host.running.pid):
            if b"azurite" in Path(f"/proc/{pid}/cmdline").read_bytes():
                os.kill(pid, signal.SIGKILL)
        assert host.running.finish(10) == 1
        assert "ringfence dev: Azurite ended by itself (signal SIGKILL)" in host.running.output


def fails(root: Path, storage: str, *options: str) -> str:
    """Run `ringfence dev`, expect exit code 1, and return its output."""
    command = [sys.executable, "-m", "tools", "dev", *options]
    with running(command, root, dev_environment(storage)) as process:
        assert process.finish(30) == 1
        return process.output


def test_port_in_use_is_one_line(checkout: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        output = fails(checkout, connection_string(Ports(*free_ports(3))), "--port", port)
    assert output.count("\n") == 1
    assert output.startswith(f"ringfence dev: port {port} cannot be used (Address already in use)")


def test_azurite_port_in_use_is_one_line(checkout: Path) -> None:
    shutil.copy(checkout / "local.settings.example.json", checkout / "local.settings.json")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        table = taken.getsockname()[1]
        http, blob, queue = free_ports(3)
        storage = connection_string(Ports(blob, queue, table))
        output = fails(checkout, storage, "--port", str(http))
    assert output.count("\n") == 1
    assert output.startswith(f"ringfence dev: port {table} (Azurite table) is in use")


@pytest.mark.parametrize(
    ("storage", "message"),
    [
        ("nonsense", "AzureWebJobsStorage is malformed: part 1"),
        ("", "AzureWebJobsStorage is not set"),
    ],
)
def test_unusable_storage_setting_is_one_line(checkout: Path, storage: str, message: str) -> None:
    shutil.copy(checkout / "local.settings.example.json", checkout / "local.settings.json")
    output = fails(checkout, storage, "--port", str(free_ports(1)[0]))
    assert output.count("\n") == 1
    assert message in output


def test_broken_app_at_the_first_start_is_reported(checkout: Path) -> None:
    (checkout / "function_app.py").write_text("import absent_module\n")
    storage = connection_string(Ports(*free_ports(3)))
    output = fails(checkout, storage, "--port", str(free_ports(1)[0]))
    assert "the function app could not be served: ModuleNotFoundError" in output


def test_outside_a_repository_it_says_so(tmp_path: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "tools", "dev"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 1
    assert result.stderr.count("\n") == 1
    assert "has no function_app.py" in result.stderr


def test_configured_storage_is_left_alone(checkout: Path) -> None:
    """With --no-azurite nothing is started and nothing is written."""
    port, *three = free_ports(4)
    storage = connection_string(Ports(*three))
    command = [sys.executable, "-m", "tools", "dev", "--no-azurite", "--port", str(port)]
    with running(command, checkout, dev_environment(storage)) as process:
        process.expect("saves reload it")
        assert "no emulator started, nothing seeded" in process.output
        host = DevHost(checkout, port, storage, process)
        assert host.health().status == 200
        assert len(descendants(process.pid)) == 1
        answer = host.run_workflow("user_onboarding")
        assert answer.status == 503
        assert "retry-after" in answer.headers
        process.stop(signal.SIGTERM, 3)
