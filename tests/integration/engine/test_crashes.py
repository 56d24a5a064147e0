"""Real server processes, a real queue, and `kill -9`: every execution ends, and says how."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ACCOUNTS, Azurite
from tests.integration.engine.served import Served, served

WORKFLOWS = """
    import asyncio
    import re

    @workflow("quick", "Ends at once", execution_mode="async")
    async def quick(context):
        return context.org_id

    @workflow("slow", "Takes its time", execution_mode="async")
    @param("seconds", "float", required=True)
    async def slow(context, seconds):
        context.log("info", "begun")
        await asyncio.sleep(seconds)
        return "done"

    @workflow("wait", "Takes its caller's time")
    async def wait(context):
        context.log("info", "begun")
        await asyncio.sleep(60)

    @workflow("backtrack", "Holds the interpreter", timeout_seconds=1)
    def backtrack(context):
        return bool(re.match(r"(a+)+$", "a" * 60 + "b"))

    @workflow("spin", "Never yields", timeout_seconds=3)
    async def spin(context):
        while True:
            pass
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, azurite: Azurite) -> Iterator[Served]:
    root = tmp_path_factory.mktemp("app")
    with served(root, azurite.account(ACCOUNTS - 2), WORKFLOWS) as running:
        yield running


def submit(server: Served, workflow: str, **body: object) -> str:
    status, answer = server.call("POST", f"workflows/{workflow}", body)
    assert status == 202
    return answer["executionId"]


def final(found: dict) -> bool:
    return found["status"] not in {"Pending", "Running"}


def test_the_queue_runs_what_a_request_has_queued(server: Served) -> None:
    ids = [submit(server, "quick") for _ in range(5)]
    for execution_id in ids:
        found = server.until(execution_id, final)
        assert (found["status"], found["result"], found["attempt"]) == ("Success", "org-a", 1)


def test_killed_workers_are_replaced_up_to_the_last_attempt(server: Served) -> None:
    def ask() -> None:
        with pytest.raises(OSError, match=r".*"):
            server.call("POST", "workflows/wait")

    caller = threading.Thread(target=ask)
    caller.start()
    soon = submit(server, "slow", seconds=2.0)
    never = submit(server, "slow", seconds=60.0)
    server.until(soon, lambda found: found["logs"])
    deadline = time.monotonic() + 10
    while not (rows := server.call("GET", "executions?workflow=wait")[1]["executions"]):
        assert time.monotonic() < deadline
    server.kill()
    caller.join(10)
    server.start()

    # The last second is all that is lost.
    found = server.execution(soon)
    assert [line["message"] for line in found["logs"]] == ["begun"]
    found = server.until(soon, final, 30)
    assert (found["status"], found["attempt"], found["result"]) == ("Success", 2, "done")
    assert [(one["number"], one["error"]) for one in found["attempts"]] == [
        (1, "WorkerLost"),
        (2, None),
    ]
    assert [line["message"] for line in found["logs"]] == ["begun", "begun"]
    found = server.until(rows[0]["executionId"], final)
    assert (found["status"], found["error"]["error"]) == ("Failed", "WorkerLost")
    assert found["error"]["message"].startswith("worker lost")

    # A workflow that always takes its worker along.
    for attempt in (2, 3):
        server.until(never, lambda found, n=attempt: found["attempt"] == n, 30)
        server.kill()
        server.start()
    found = server.until(never, final, 30)
    assert (found["status"], found["error"]["error"]) == ("Failed", "WorkerLost")
    assert found["error"]["message"] == "worker lost in attempt 3 of 3"
    assert [one["error"] for one in found["attempts"]] == ["WorkerLost"] * 3


def test_a_workflow_that_never_yields_takes_nobody_down(server: Served) -> None:
    spinners = [
        threading.Thread(target=server.call, args=("POST", "workflows/spin")) for _ in range(2)
    ]
    for one in spinners:
        one.start()
    time.sleep(0.5)
    times = []
    for _ in range(20):
        begun = time.monotonic()
        assert server.call("GET", "health")[0] == 200
        times.append(time.monotonic() - begun)
    assert max(times) < 1.5, times
    execution_id = submit(server, "quick")
    assert server.until(execution_id, final)["status"] == "Success"
    for one in spinners:
        one.join(15)
    listed = server.call("GET", "executions?workflow=spin")[1]["executions"]
    assert [one["status"] for one in listed] == ["TimedOut", "TimedOut"]


def test_a_process_that_gives_nobody_a_turn_ends_and_another_one_goes_on(
    tmp_path: Path, azurite: Azurite
) -> None:
    def impatient(text: str) -> str:
        return f"import engine.shared.watchdog\nengine.shared.watchdog.LIMIT_SECONDS = 3.0\n{text}"

    with served(tmp_path, azurite.account(ACCOUNTS - 4), WORKFLOWS, impatient) as server:
        assert server.process is not None
        # It runs for longer than the limit, and yields: nobody minds.
        execution_id = submit(server, "slow", seconds=4)
        assert server.until(execution_id, final)["status"] == "Success"
        assert server.process.poll() is None
        with pytest.raises(ConnectionError):
            server.call("POST", "workflows/backtrack")
        assert server.process.wait(15) == 1
        assert " in backtrack" in server.log.read_text()
        server.start()
        (row,) = server.call("GET", "executions?workflow=backtrack")[1]["executions"]
        found = server.until(row["executionId"], final)
        assert (found["status"], found["error"]["error"]) == ("Failed", "WorkerLost")
