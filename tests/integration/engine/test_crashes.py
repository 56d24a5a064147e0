"""Real server processes, a real queue, and `kill -9`: every execution ends, and says how."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.engine.served import Served, served

WORKFLOWS = """
    import asyncio

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

    @workflow("spin", "Never yields", timeout_seconds=3)
    async def spin(context):
        while True:
            pass
"""


@pytest.fixture
def server(tmp_path: Path, storage: str) -> Iterator[Served]:
    with served(tmp_path, storage, WORKFLOWS) as running:
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


def test_a_killed_worker_is_replaced_and_the_last_second_is_all_that_is_lost(
    server: Served,
) -> None:
    execution_id = submit(server, "slow", seconds=4.0)
    server.until(execution_id, lambda found: found["logs"])
    server.kill()
    server.start()
    found = server.execution(execution_id)
    assert (found["status"], found["attempt"]) == ("Running", 1)
    assert [line["message"] for line in found["logs"]] == ["begun"]
    found = server.until(execution_id, final, 30)
    assert (found["status"], found["attempt"], found["result"]) == ("Success", 2, "done")
    assert [(one["number"], one["error"]) for one in found["attempts"]] == [
        (1, "WorkerLost"),
        (2, None),
    ]


def test_a_workflow_that_always_takes_its_worker_along_ends_as_failed(server: Served) -> None:
    execution_id = submit(server, "slow", seconds=60.0)
    for attempt in (1, 2, 3):
        server.until(execution_id, lambda found, n=attempt: found["attempt"] == n, 30)
        server.kill()
        server.start()
    found = server.until(execution_id, final, 30)
    assert (found["status"], found["error"]["error"]) == ("Failed", "WorkerLost")
    assert found["error"]["message"] == "worker lost in attempt 3 of 3"
    assert [one["error"] for one in found["attempts"]] == ["WorkerLost"] * 3


def test_a_killed_sync_execution_is_closed_by_the_sweeper(server: Served) -> None:
    def ask() -> None:
        with pytest.raises(OSError, match=r".*"):
            server.call("POST", "workflows/wait")

    caller = threading.Thread(target=ask)
    caller.start()
    deadline = time.monotonic() + 10
    while not (rows := server.call("GET", "executions")[1]["executions"]):
        assert time.monotonic() < deadline
    server.kill()
    caller.join(10)
    server.start()
    found = server.until(rows[0]["executionId"], final)
    assert (found["status"], found["error"]["error"]) == ("Failed", "WorkerLost")
    assert found["error"]["message"].startswith("worker lost")


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
