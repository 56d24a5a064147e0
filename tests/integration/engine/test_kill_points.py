"""`kill -9` at every point of an execution's way: held there, killed at once, begun anew.

One server holds an execution at each point until it is killed, so one crash is enough for all.
"""

from __future__ import annotations

import contextlib
import json
import re
import textwrap
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from azure.data.tables import TableServiceClient

from engine.shared.execution_ids import row_key
from tests.integration.engine.harness_engine import HEADERS
from tests.integration.engine.served import Served, served

# Each is held at the point that it is named after; `hold` in the served app does it.
POINTS = {
    "unrecorded": ("create", "before"),
    "recorded": ("create", "after"),
    "unqueued": ("create", "after"),
    "taken": ("begin", "before"),
    "begun": ("begin", "after"),
    "ran": ("finish", "before"),
    "ran_sync": ("finish", "before"),
    "ended": ("finish", "after"),
    "poison": ("finish", "before"),
    "many": ("create", "after"),
}
SYNC = {"unrecorded", "recorded", "ran_sync", "many"}
HOLD = """
import asyncio, json
from engine.shared.execution_logger import ExecutionLogger
from engine.shared.open_execution import OpenExecution
from engine.shared.preparation import Preparation

HELD = json.loads(Path("hold.json").read_text())

async def hold(workflow, point, mode, org):
    # Of a fan-out, the second child.
    counts = workflow != "many" or (mode, org) == ("async", "org-b")
    if counts and HELD.get(workflow) == list(point):
        print("held:", workflow, flush=True)
        await asyncio.sleep(3600)

def facts_of(made, args):
    if made is OpenExecution:
        row = args[0].row
        return row["WorkflowName"], row["Mode"], row["OrgId"]
    one = args[1]
    return one.workflow, one.mode.value, one.organization.id if one.organization else ""

def watch(made, name):
    real = getattr(made, name)
    async def held(*args, **options):
        workflow, mode, org = facts_of(made, args)
        await hold(workflow, (name, "before"), mode, org)
        answer = await real(*args, **options)
        await hold(workflow, (name, "after"), mode, org)
        return answer
    setattr(made, name, held)

watch(ExecutionLogger, "create")
watch(OpenExecution, "begin")
watch(OpenExecution, "finish")

job_of = Preparation.job_of
async def fail(self, row, body, registry):
    if row["WorkflowName"] == "poison":
        raise RuntimeError("as often as it comes")
    return await job_of(self, row, body, registry)
Preparation.job_of = fail
"""
WORKFLOW = """
    @workflow("{name}", "Held somewhere", execution_mode="{mode}")
    async def {name}(context):
        print("ran:", "{name}", flush=True)
        return context.org_id
"""
WORKFLOWS = "".join(
    WORKFLOW.format(name=name, mode="sync" if name in SYNC else "async") for name in POINTS
)


def with_holds(app: str) -> str:
    lines = textwrap.dedent(app).splitlines()
    return "\n".join([*lines[:-2], HOLD, *lines[-2:]])


@pytest.fixture
def server(tmp_path: Path, storage: str) -> Iterator[Served]:
    (tmp_path / "hold.json").write_text(json.dumps(POINTS))
    with served(tmp_path, storage, WORKFLOWS, with_holds) as running:
        yield running


def said(server: Served, word: str) -> list[str]:
    """Return the workflows of which the server has said that they were held, or ran."""
    return re.findall(rf"^{word}: (\w+)$", server.log.read_text(), re.MULTILINE)


def ask(server: Served, name: str) -> threading.Thread:
    """Send a request in the background; some are never answered."""

    def send() -> None:
        with contextlib.suppress(OSError):
            if name == "many":
                everybody = {k: v for k, v in HEADERS.items() if k != "X-Organization-Id"}
                targets = ["org-a", "org-b"]
                server.call_as(everybody, "POST", "workflows/many", {"_organizations": targets})
            else:
                server.call("POST", f"workflows/{name}")

    thread = threading.Thread(target=send)
    thread.start()
    return thread


def records(storage: str) -> dict[tuple[str, str], dict[str, Any]]:
    """Return the records by workflow and organization."""
    with TableServiceClient.from_connection_string(storage) as service:
        rows = service.get_table_client("WorkflowExecutions").list_entities()
        return {(row["WorkflowName"], row["OrgId"]): dict(row) for row in rows if "Status" in row}


def age(storage: str, record: dict[str, Any]) -> None:
    """Let the time pass after which a message counts as lost."""
    past = (datetime.now(UTC) - timedelta(minutes=1)).isoformat().replace("+00:00", "Z")
    key = f"open:{row_key(record['ExecutionId'])}"
    entity = {"PartitionKey": record["OrgId"] or "GLOBAL", "RowKey": key, "Until": past}
    with TableServiceClient.from_connection_string(storage) as service:
        service.get_table_client("WorkflowExecutions").update_entity(entity)


def test_a_crash_at_any_point_ends_every_execution_truly(server: Served, storage: str) -> None:
    callers = [ask(server, name) for name in POINTS]
    deadline = time.monotonic() + 40
    while sorted(said(server, "held")) != sorted(POINTS):
        assert time.monotonic() < deadline, (said(server, "held"), server.tail())
        time.sleep(0.1)
    server.kill()
    for caller in callers:
        caller.join(10)
    before = records(storage)
    assert ("unrecorded", "org-a") not in before
    for name in ("unqueued", "many"):
        org = "org-b" if name == "many" else "org-a"
        age(storage, before[name, org])

    (server.root / "hold.json").write_text("{}")
    server.start()
    final = {"Success", "Failed"}
    deadline = time.monotonic() + 40
    found = records(storage)
    while not all(one["Status"] in final for one in found.values()):
        assert time.monotonic() < deadline, (found, server.tail())
        time.sleep(0.2)
        found = records(storage)

    ends = {
        key: (row["Status"], row["Attempt"], row.get("ErrorType")) for key, row in found.items()
    }
    assert ends == {
        # Nothing was begun, and its caller has no answer that says otherwise.
        ("recorded", "org-a"): ("Failed", 1, "WorkerLost"),
        ("unqueued", "org-a"): ("Success", 1, None),
        ("taken", "org-a"): ("Success", 1, None),
        ("begun", "org-a"): ("Success", 2, None),
        ("ran", "org-a"): ("Success", 2, None),
        ("ran_sync", "org-a"): ("Failed", 1, "WorkerLost"),
        ("ended", "org-a"): ("Success", 1, None),
        ("poison", "org-a"): ("Failed", 0, "PoisonMessage"),
        ("many", ""): ("Success", 1, None),
        ("many", "org-a"): ("Success", 1, None),
        ("many", "org-b"): ("Success", 1, None),
    }
    ran = said(server, "ran")
    counts = {name: ran.count(name) for name in POINTS}
    assert counts == {
        "unrecorded": 0,
        "recorded": 0,
        "unqueued": 1,
        "taken": 1,
        "begun": 1,
        # It has run and nobody knows: at least once is what a queue can promise.
        "ran": 2,
        "ran_sync": 1,
        "ended": 1,
        "poison": 0,
        "many": 2,
    }
    # Nothing is left for the sweeper, and what has ended stays as it ended.
    time.sleep(1.2)
    assert {key: row["CompletedAt"] for key, row in records(storage).items()} == {
        key: row["CompletedAt"] for key, row in found.items()
    }
