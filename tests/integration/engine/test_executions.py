"""Executions from request to final record: states, lists, cancellation, queue, orphans."""

from __future__ import annotations

import asyncio
import base64
import json
import threading
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from azure.functions.queue import QueueMessage
from azure.functions.timer import TimerRequest
from azure.storage.queue import QueueClient

from engine.shared import open_execution
from engine.shared.execution_ids import derived_id, moment_of, new_id, row_key
from engine.shared.queue_messages import QUEUE, Message
from tests.integration.engine.harness_engine import HEADERS, App

WORKFLOWS = """
    import asyncio, time

    RUNS = []

    @workflow("greet", "Greet")
    @param("name", "string", required=True)
    def greet(context, name):
        RUNS.append(name)
        return f"hello {name}"

    @workflow("count", "Tells how often the others ran")
    def count(context):
        return list(RUNS)

    @workflow("queued", "Runs from the queue", execution_mode="async")
    @param("name", "string", required=True)
    async def queued(context, name):
        RUNS.append(name)
        context.log("info", "ran", {"password": "hunter2"})
        return {"name": name, "id": context.execution_id, "by": context.executed_by,
                "token": len(context.get_variable("token", ""))}

    @workflow("flaky", "Fails twice", retry_policy={
        "max_attempts": 3, "backoff_seconds": 0.05, "retry_on": ["ConnectionError"]})
    async def flaky(context):
        RUNS.append("flaky")
        context.log("info", f"attempt {len(RUNS)}")
        context.set_variable("n", len(RUNS))
        if len(RUNS) < 3:
            raise ConnectionError("later")
        return len(RUNS)

    @workflow("wrong", "Fails for good", retry_policy={
        "max_attempts": 3, "backoff_seconds": 0.01, "retry_on": ["ConnectionError"]})
    async def wrong(context):
        RUNS.append("wrong")
        raise KeyError("no")

    @workflow("tired", "Times out each time", timeout_seconds=0.1, max_duration_seconds=0.55,
              retry_policy={"max_attempts": 20, "backoff_seconds": 0.1, "jitter": 0})
    async def tired(context):
        await asyncio.sleep(30)

    @workflow("long", "Waits", execution_mode="async")
    async def long(context):
        context.log("info", "begun")
        context.save_checkpoint("one")
        async with context.integration_call("crm", "ask", {"password": "hunter2"}):
            await asyncio.sleep(30)

    @workflow("wait", "Waits while its caller does")
    async def wait(context):
        context.log("info", "begun")
        await asyncio.sleep(30)
"""


@pytest.fixture
def app(make_app):
    return make_app({"workflows/samples.py": WORKFLOWS})


@pytest.fixture
def short_beat(monkeypatch):
    monkeypatch.setattr("engine.shared.executor.BEAT_SECONDS", 0.1)


def messages(app: App) -> list[bytes]:
    """Take what waits in the queue."""
    with QueueClient.from_connection_string(app.storage, QUEUE) as queue:
        taken = list(queue.receive_messages())
        for one in taken:
            queue.delete_message(one)
        return [base64.b64decode(one.content) for one in taken]


async def deliver(app: App, body: bytes, function: str = "run_execution") -> None:
    await app.functions[function](QueueMessage(id="m", body=body, dequeue_count=1))


async def sweep(app: App) -> None:
    await app.functions["sweep_executions"](TimerRequest())


async def get(app: App, execution_id: str, **headers: str) -> tuple[int, Any]:
    path = f"/api/executions/{execution_id}"
    status, answer, _ = await app.call(
        "get_execution", "GET", path, headers={**HEADERS, **headers}, executionId=execution_id
    )
    return status, answer


async def cancel(app: App, execution_id: str) -> tuple[int, Any]:
    path = f"/api/executions/{execution_id}/cancel"
    status, answer, _ = await app.call("cancel_execution", "POST", path, executionId=execution_id)
    return status, answer


async def page(app: App, headers: Any = None, **params: str) -> tuple[int, Any]:
    status, answer, _ = await app.call(
        "list_executions", "GET", "/api/executions", params=params, headers=headers
    )
    return status, answer


def open_rows(app: App) -> list[dict[str, Any]]:
    return [r for r in app.table("WorkflowExecutions") if r["RowKey"].startswith("open:")]


async def submit(app: App, workflow: str, body: Any = None, **headers: str) -> str:
    status, answer, sent = await app.call(
        "execute_workflow",
        "POST",
        f"/api/workflows/{workflow}",
        body or {},
        headers={**HEADERS, **headers},
        workflowName=workflow,
    )
    assert status == 202, answer
    assert answer["status"] == "Pending"
    assert sent["Location"] == f"/api/executions/{answer['executionId']}"
    return answer["executionId"]


async def start(app: App, workflow: str) -> tuple[str, asyncio.Task[None]]:
    """Begin a queued execution and return once it runs."""
    execution_id = await submit(app, workflow)
    (body,) = messages(app)
    task = asyncio.create_task(deliver(app, body))
    for _ in range(100):
        if (await get(app, execution_id))[1]["status"] == "Running":
            break
        await asyncio.sleep(0.02)
    return execution_id, task


def age(app: App, execution_id: str, org_id: str = "org-a") -> None:
    """Let the lease of an execution run out."""
    rows = app.rows.get_table_client("WorkflowExecutions")
    rows.update_entity(
        {
            "PartitionKey": org_id,
            "RowKey": f"open:{row_key(execution_id)}",
            "Until": "2020-01-01T00:00:00.000Z",
        }
    )


# Ids ----------------------------------------------------------------------------------------


def test_ids_carry_their_moment_and_give_the_row_key():
    moment = datetime(2026, 1, 2, 3, 4, 5, 678000, tzinfo=UTC)
    one, two = new_id(moment), new_id(moment)
    assert one != two
    assert moment_of(one) == moment
    assert row_key(one) == f"{9_999_999_999_999 - 1767323045678:013d}_{one}"
    assert new_id(moment + timedelta(milliseconds=1)) > one[:12]
    assert derived_id(moment, "a", "b") == derived_id(moment, "a", "b")
    assert derived_id(moment, "a", "b") != derived_id(moment, "ab", "")


@pytest.mark.parametrize("text", ["", "x" * 32, "f" * 32, "0" * 31, "0" * 33, "\u0661" * 32])
def test_what_is_no_id(text):
    assert moment_of(text) is None
    with pytest.raises(ValueError, match="not an execution id"):
        row_key(text)


# Reading ------------------------------------------------------------------------------------


async def test_an_execution_is_read_by_its_id(app):
    _, ran = await app.run("greet", {"name": "bo", "password": "hunter2"})
    status, answer = await get(app, ran["executionId"])
    assert status == 200
    assert (answer["status"], answer["result"]) == ("Success", "hello bo")
    assert answer["input"] == {"name": "bo", "password": "[redacted]"}
    assert (answer["attempt"], answer["maxAttempts"], answer["mode"]) == (1, 1, "sync")
    assert [one["status"] for one in answer["attempts"]] == ["Success"]
    assert answer["organizationId"] == "org-a"
    assert open_rows(app) == []


async def test_other_organizations_executions_do_not_exist(app):
    _, ran = await app.run("greet", {"name": "bo"})
    status, answer = await get(app, ran["executionId"], **{"X-Organization-Id": "org-b"})
    assert (status, answer["error"]) == (404, "NotFound")


@pytest.mark.parametrize("execution_id", ["", "nope", "0" * 32, "f" * 32, "../x", "x" * 5000])
async def test_unknown_executions(app, execution_id):
    assert (await get(app, execution_id))[0] == 404
    assert (await cancel(app, execution_id))[0] == 404


async def test_lists_newest_first_in_pages(app):
    ids = [
        (await app.run("greet", {"name": f"n{number}"}))[1]["executionId"] for number in range(5)
    ]
    found, token = [], ""
    while True:
        status, answer = await page(app, limit="2", continuationToken=token)
        assert status == 200
        found += [one["executionId"] for one in answer["executions"]]
        token = answer["continuationToken"]
        if token is None:
            break
    assert found == ids[::-1]


async def test_lists_are_filtered(app):
    _, first = await app.run("greet", {"name": "x"})
    await app.run("wrong")
    _, other = await app.run(
        "greet", {"name": "y"}, headers={**HEADERS, "X-User-Id": "al@a.example"}
    )

    async def ids(**params):
        return [one["executionId"] for one in (await page(app, **params))[1]["executions"]]

    greets = [other["executionId"], first["executionId"]]
    assert await ids(workflow="greet") == greets
    assert len(await ids(status="Failed")) == 1
    assert await ids(status="Success", workflow="greet") == greets
    assert await ids(since=other["startedAt"]) == greets[:1]
    assert first["executionId"] in await ids(before=other["startedAt"])
    assert other["executionId"] not in await ids(before=other["startedAt"])
    assert await ids(since="2100-01-01") == []
    assert other["executionId"] not in await ids(mine="true")
    assert first["executionId"] in await ids(mine="true")
    alone = {k: v for k, v in HEADERS.items() if k != "X-Organization-Id"}
    _, own = await page(app, headers=alone)
    assert len(own["executions"]) == 2
    _, foreign = await page(app, headers={**HEADERS, "X-Organization-Id": "org-b"})
    assert foreign == {"executions": [], "continuationToken": None}


@pytest.mark.parametrize(
    "params",
    [
        {"status": "Done"},
        {"since": "yesterday"},
        {"before": "0001-01-01"},
        {"limit": "0"},
        {"limit": "1000"},
        {"limit": "\u0663"},
        {"mine": "perhaps"},
        {"continuationToken": "!"},
        {"continuationToken": base64.urlsafe_b64encode(b"open:x").decode()},
        {"continuationToken": "\xe9"},
    ],
)
async def test_filters_that_make_no_sense(app, params):
    status, answer = await page(app, **params)
    assert (status, answer["error"]) == (400, "BadRequest")
    assert next(iter(params)) in answer["message"]


# The queue ----------------------------------------------------------------------------------


async def test_a_queued_execution_runs_when_its_message_is_delivered(app):
    execution_id = await submit(app, "queued", {"name": "bo", "token": "secret-token"})
    assert (await get(app, execution_id))[1]["status"] == "Pending"
    (body,) = messages(app)
    assert json.loads(body) == {"v": 1, "organization": "org-a", "execution": execution_id}
    await deliver(app, body)
    _, answer = await get(app, execution_id)
    assert (answer["status"], answer["attempt"], answer["maxAttempts"]) == ("Success", 1, 3)
    # The workflow got the real value; what is stored for reading is redacted.
    assert answer["result"] == {
        "name": "bo",
        "id": execution_id,
        "by": "bo@a.example",
        "token": "[redacted]",
    }
    assert answer["input"]["token"] == "[redacted]"
    assert answer["startedAt"] >= answer["createdAt"]
    assert "secret-token" not in str(app.table("WorkflowExecutions"))
    assert open_rows(app) == []


async def test_a_message_that_comes_twice_runs_once(app):
    await submit(app, "queued", {"name": "bo"})
    (body,) = messages(app)
    await asyncio.gather(*(deliver(app, body) for _ in range(4)))
    await deliver(app, body)
    assert (await app.run("count"))[1]["result"] == ["bo"]


async def test_bad_parameters_are_refused_before_anything_is_queued(app):
    status, answer = await app.run("queued", {})
    assert (status, answer["error"]) == (400, "ValidationError")
    assert app.table("WorkflowExecutions") == []


async def test_a_large_input_waits_outside_of_the_record(app):
    name = "x" * 900_000
    execution_id = await submit(app, "queued", {"name": name})
    (body,) = messages(app)
    await deliver(app, body)
    _, answer = await get(app, execution_id)
    assert (answer["status"], answer["result"]["name"]) == ("Success", name)
    assert answer["input"] == {"name": name}
    keys = [row["RowKey"] for row in app.table("WorkflowExecutions")]
    assert not any("open:" in key for key in keys)


async def test_a_message_whose_execution_was_taken_back(app, caplog):
    moment = datetime.now(UTC)
    await deliver(app, Message("org-a", new_id(moment)).dump().encode())
    assert "does not exist" in caplog.text


@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b'{"v":1,"organization":1,"execution":"x"}'])
async def test_a_message_that_is_none_of_ours_is_refused_and_then_dropped(app, body, caplog):
    with pytest.raises(ValueError, match="not a message of this engine"):
        await deliver(app, body)
    await deliver(app, body, "end_poisoned_execution")
    assert "names no execution" in caplog.text


async def test_a_poisoned_message_ends_its_execution_with_the_reason(app):
    execution_id = await submit(app, "queued", {"name": "bo"})
    (body,) = messages(app)
    await deliver(app, body, "end_poisoned_execution")
    _, answer = await get(app, execution_id)
    assert (answer["status"], answer["error"]["error"]) == ("Failed", "PoisonMessage")
    await deliver(app, body)
    assert (await app.run("count"))[1]["result"] == []


async def test_an_organization_that_was_switched_off_gets_nothing_run(app, monkeypatch):
    monkeypatch.setattr("engine.shared.storage.recent.FRESH_SECONDS", 0)
    execution_id = await submit(app, "queued", {"name": "bo"})
    organizations = app.rows.get_table_client("Organizations")
    entity = {"PartitionKey": "ORG", "RowKey": "org-a", "IsActive": False}
    organizations.update_entity(entity)
    (body,) = messages(app)
    await deliver(app, body)
    organizations.update_entity({**entity, "IsActive": True})
    for _ in range(150):
        _, answer = await get(app, execution_id)
        if answer.get("status") is not None:
            break
        await asyncio.sleep(0.1)
    assert (answer["status"], answer["error"]["error"]) == ("Failed", "Forbidden")


async def test_a_lost_worker_is_replaced_up_to_the_last_attempt(app):
    execution_id = await submit(app, "queued", {"name": "bo"})
    (body,) = messages(app)
    rows = app.rows.get_table_client("WorkflowExecutions")
    for attempt in (1, 2):
        # As if a worker had begun and died.
        rows.update_entity(
            {
                "PartitionKey": "org-a",
                "RowKey": row_key(execution_id),
                "Status": "Running",
                "Owner": f"dead{attempt}",
                "Attempt": attempt,
            }
        )
        if attempt == 1:
            until = (datetime.now(UTC) + timedelta(seconds=40)).isoformat().replace("+00:00", "Z")
            rows.update_entity(
                {"PartitionKey": "org-a", "RowKey": f"open:{row_key(execution_id)}", "Until": until}
            )
            # Its lease has not run out: it may be alive, so look again later.
            await deliver(app, body)
            assert (await get(app, execution_id))[1]["attempt"] == 1
            with QueueClient.from_connection_string(app.storage, QUEUE) as queue:
                assert queue.get_queue_properties().approximate_message_count >= 1
    age(app, execution_id)
    await deliver(app, body)
    _, answer = await get(app, execution_id)
    assert (answer["status"], answer["attempt"]) == ("Success", 3)
    assert [one["error"] for one in answer["attempts"]] == ["WorkerLost", None]


async def test_what_a_lost_worker_has_recorded_is_kept(app):
    execution_id = await submit(app, "queued", {"name": "bo"})
    (body,) = messages(app)
    rows = app.rows.get_table_client("WorkflowExecutions")
    rows.update_entity(
        {
            "PartitionKey": "org-a",
            "RowKey": row_key(execution_id),
            "Status": "Running",
            "Owner": "dead",
            "Attempt": 1,
            "Logs": json.dumps([{"message": "of the lost worker"}]),
            "Checkpoints": json.dumps([{"name": "half"}]),
            "IntegrationCalls": json.dumps([{"operation": "create", "status": "Running"}]),
        }
    )
    age(app, execution_id)
    await deliver(app, body)
    _, answer = await get(app, execution_id)
    assert (answer["status"], answer["attempt"]) == ("Success", 2)
    assert [line["message"] for line in answer["logs"]] == ["of the lost worker", "ran"]
    assert [step["name"] for step in answer["checkpoints"]] == ["half"]
    # Nobody knows whether the other system has done it.
    assert [one["status"] for one in answer["integrationCalls"]] == ["Unknown"]


async def test_a_worker_lost_in_the_last_attempt_ends_the_execution(app):
    execution_id = await submit(app, "queued", {"name": "bo"})
    (body,) = messages(app)
    app.rows.get_table_client("WorkflowExecutions").update_entity(
        {
            "PartitionKey": "org-a",
            "RowKey": row_key(execution_id),
            "Status": "Running",
            "Owner": "dead",
            "Attempt": 3,
            "IntegrationCalls": json.dumps([{"operation": "create", "status": "Running"}]),
        }
    )
    age(app, execution_id)
    await deliver(app, body)
    _, answer = await get(app, execution_id)
    assert [one["status"] for one in answer["integrationCalls"]] == ["Unknown"]
    assert (answer["status"], answer["error"]["error"]) == ("Failed", "WorkerLost")
    assert answer["error"]["message"] == "worker lost in attempt 3 of 3"


# Attempts -----------------------------------------------------------------------------------


async def test_a_retry_policy_is_applied_and_every_attempt_recorded(app):
    status, ran = await app.run("flaky")
    assert (status, ran["status"], ran["result"]) == (200, "Success", 3)
    _, answer = await get(app, ran["executionId"])
    assert (answer["attempt"], answer["maxAttempts"]) == (3, 3)
    assert [(one["number"], one["status"], one["error"]) for one in answer["attempts"]] == [
        (1, "Failed", "ConnectionError"),
        (2, "Failed", "ConnectionError"),
        (3, "Success", None),
    ]
    assert [line["message"] for line in answer["logs"]] == ["attempt 1", "attempt 2", "attempt 3"]
    assert answer["variables"] == {"n": 3}


async def test_an_error_that_the_policy_does_not_name_is_not_repeated(app):
    _, ran = await app.run("wrong")
    assert (ran["status"], ran["error"]["error"]) == ("Failed", "KeyError")
    assert (await app.run("count"))[1]["result"] == ["wrong"]


async def test_all_attempts_together_end_at_the_maximum_duration(app):
    begun = asyncio.get_running_loop().time()
    _, ran = await app.run("tired")
    assert asyncio.get_running_loop().time() - begun < 3
    assert ran["status"] == "TimedOut"
    _, answer = await get(app, ran["executionId"])
    assert 1 < len(answer["attempts"]) < 6


# Cancellation -------------------------------------------------------------------------------


async def test_what_waits_is_cancelled_at_once(app):
    execution_id = await submit(app, "queued", {"name": "bo"})
    status, answer = await cancel(app, execution_id)
    assert (status, answer["status"]) == (200, "Cancelled")
    (body,) = messages(app)
    await deliver(app, body)
    assert (await get(app, execution_id))[1]["status"] == "Cancelled"
    assert (await app.run("count"))[1]["result"] == []
    status, answer = await cancel(app, execution_id)
    assert (status, answer["error"]) == (409, "Conflict")
    assert open_rows(app) == []


async def test_what_runs_is_cancelled_soon_and_keeps_its_record(app, short_beat):
    execution_id, task = await start(app, "long")
    await asyncio.sleep(0.3)
    status, answer = await cancel(app, execution_id)
    assert (status, answer["status"], answer["cancelRequested"]) == (202, "Running", True)
    await asyncio.wait_for(task, 5)
    _, answer = await get(app, execution_id)
    assert (answer["status"], answer["error"]["error"]) == ("Cancelled", "Cancelled")
    assert [line["message"] for line in answer["logs"]] == ["begun"]


async def test_a_request_to_cancel_from_another_process_is_noticed(app, short_beat):
    execution_id, task = await start(app, "long")
    app.rows.get_table_client("WorkflowExecutions").update_entity(
        {"PartitionKey": "org-a", "RowKey": row_key(execution_id), "CancelRequestedBy": "al"}
    )
    await asyncio.wait_for(task, 5)
    assert (await get(app, execution_id))[1]["status"] == "Cancelled"


async def test_a_cancellation_and_an_end_at_the_same_time_leave_one_truth(app):
    names = [f"n{number}" for number in range(12)]
    ids = [await submit(app, "queued", {"name": name}) for name in names]
    bodies = {json.loads(body)["execution"]: body for body in messages(app)}
    answers = await asyncio.gather(
        *(cancel(app, one) for one in ids), *(deliver(app, bodies[one]) for one in ids)
    )
    ran = (await app.run("count"))[1]["result"]
    for name, execution_id, (status, told) in zip(names, ids, answers, strict=False):
        _, found = await get(app, execution_id)
        allowed = {200: {"Cancelled"}, 202: {"Cancelled", "Success"}, 409: {"Success"}}
        assert found["status"] in allowed[status], (told, found)
        assert ran.count(name) == (0 if status == 200 else 1)
        await deliver(app, bodies[execution_id])
        assert (await get(app, execution_id))[1] == found
    assert open_rows(app) == []


async def test_a_message_that_comes_again_while_its_execution_runs_is_left_for_later(app):
    execution_id, task = await start(app, "long")
    body = Message("org-a", execution_id).dump().encode()
    await asyncio.gather(*(deliver(app, body) for _ in range(3)))
    _, answer = await get(app, execution_id)
    assert (answer["status"], answer["attempt"], len(answer["logs"])) == ("Running", 1, 0)
    # Looked at again when the lease is over, in case the worker dies.
    with QueueClient.from_connection_string(app.storage, QUEUE) as queue:
        assert queue.get_queue_properties().approximate_message_count == 3
    await cancel(app, execution_id)
    await asyncio.wait_for(task, 5)
    assert (await get(app, execution_id))[1]["status"] == "Cancelled"


@pytest.mark.parametrize(("seconds", "attempts"), [(25, 1), (40, 2)])
async def test_a_clock_that_is_ahead_by_less_than_the_lease_takes_nobody_over(
    app, short_beat, monkeypatch, caplog, seconds, attempts
):
    execution_id, task = await start(app, "long")
    ahead = timedelta(seconds=seconds)
    monkeypatch.setattr("engine.shared.deliveries.now", lambda: datetime.now(UTC) + ahead)
    other = asyncio.create_task(deliver(app, Message("org-a", execution_id).dump().encode()))
    if attempts == 2:
        # By more than that it does, and the first one stops as soon as it notices.
        await asyncio.wait_for(task, 5)
        assert "went to another worker" in caplog.text
    else:
        await other
    _, answer = await get(app, execution_id)
    assert (answer["status"], answer["attempt"]) == ("Running", attempts)
    await cancel(app, execution_id)
    await asyncio.wait_for(asyncio.gather(task, other), 5)
    _, answer = await get(app, execution_id)
    assert (answer["status"], answer["attempt"]) == ("Cancelled", attempts)
    assert len(answer["attempts"]) == attempts


async def test_a_finished_execution_cannot_be_cancelled(app):
    _, ran = await app.run("greet", {"name": "bo"})
    status, answer = await cancel(app, ran["executionId"])
    assert (status, answer["details"]) == (409, {"status": "Success"})


# Records and orphans ------------------------------------------------------------------------


async def test_records_are_flushed_while_the_workflow_runs(app):
    execution_id, task = await start(app, "long")
    await asyncio.sleep(1.5)
    _, answer = await get(app, execution_id)
    assert answer["status"] == "Running"
    assert [line["message"] for line in answer["logs"]] == ["begun"]
    assert [step["name"] for step in answer["checkpoints"]] == ["one"]
    (call,) = answer["integrationCalls"]
    assert (call["integration"], call["operation"], call["status"]) == ("crm", "ask", "Running")
    assert call["data"] == {"password": "[redacted]"}
    await cancel(app, execution_id)
    await task
    _, answer = await get(app, execution_id)
    assert [one["status"] for one in answer["integrationCalls"]] == ["Cancelled"]


async def test_an_execution_ended_by_somebody_else_stays_as_it_was_ended(app, short_beat, caplog):
    execution_id, task = await start(app, "long")
    age(app, execution_id)
    app.rows.get_table_client("WorkflowExecutions").update_entity(
        {
            "PartitionKey": "org-a",
            "RowKey": row_key(execution_id),
            "Status": "Failed",
            "ErrorType": "WorkerLost",
        }
    )
    await asyncio.wait_for(task, 5)
    assert "went to another worker" in caplog.text
    assert (await get(app, execution_id))[1]["status"] == "Failed"
    await sweep(app)
    assert open_rows(app) == []


async def test_the_sweeper_closes_an_orphan_and_leaves_the_living(app, monkeypatch):
    task = asyncio.create_task(app.run("wait"))
    for _ in range(100):
        if rows := open_rows(app):
            break
        await asyncio.sleep(0.02)
    execution_id = rows[0]["ExecutionId"]
    await sweep(app)
    assert (await get(app, execution_id))[1]["status"] == "Running"
    age(app, execution_id)
    await sweep(app)
    _, answer = await get(app, execution_id)
    assert (answer["status"], answer["error"]["error"]) == ("Failed", "WorkerLost")
    assert answer["error"]["message"].startswith("worker lost")
    # Its caller, had it survived, is told what the record says.
    status, told = await asyncio.wait_for(task, 5)
    assert (status, told["status"]) == (200, "Failed")
    await sweep(app)
    assert (await get(app, execution_id))[1]["completedAt"] == answer["completedAt"]


async def test_a_worker_that_takes_long_to_write_what_is_recorded_is_not_lost(
    app, short_beat, monkeypatch
):
    monkeypatch.setattr("engine.shared.executor.LEASE_SECONDS", 1.5)
    writing = threading.Event()
    recorded = open_execution.recorded

    def slowly(recording):
        writing.set()
        time.sleep(2.5)
        return recorded(recording)

    monkeypatch.setattr(open_execution, "recorded", slowly)
    task = asyncio.create_task(app.run("wait"))
    assert await asyncio.to_thread(writing.wait, 10)
    await asyncio.sleep(2)
    (row,) = open_rows(app)
    await sweep(app)
    assert (await get(app, row["ExecutionId"]))[1]["status"] == "Running"
    status, _ = await cancel(app, row["ExecutionId"])
    assert status == 202
    assert (await asyncio.wait_for(task, 10))[1]["status"] == "Cancelled"


async def test_a_heartbeat_that_fails_spoils_no_execution(app, short_beat, monkeypatch, caplog):
    def broken(recording):
        raise TypeError("a defect")

    monkeypatch.setattr(open_execution, "recorded", broken)
    status, answer = await app.run("tired")
    assert (status, answer["status"]) == (200, "TimedOut")
    assert (await get(app, answer["executionId"]))[1]["status"] == "TimedOut"
    assert "a heartbeat failed" in caplog.text


async def test_the_sweeper_sends_a_lost_message_again(app):
    execution_id = await submit(app, "queued", {"name": "bo"})
    assert len(messages(app)) == 1
    age(app, execution_id)
    await sweep(app)
    (body,) = messages(app)
    await deliver(app, body)
    assert (await get(app, execution_id))[1]["status"] == "Success"
    await sweep(app)
    assert messages(app) == []


# Idempotency --------------------------------------------------------------------------------


async def keyed(app: App, workflow: str, body: Any, key: str, org_id: str = "org-a"):
    return await app.call(
        "execute_workflow",
        "POST",
        f"/api/workflows/{workflow}",
        body,
        headers={**HEADERS, "X-Organization-Id": org_id, "Idempotency-Key": key},
        workflowName=workflow,
    )


async def test_the_same_key_is_the_same_execution(app):
    first = await keyed(app, "greet", {"name": "bo"}, "k")
    again = await keyed(app, "greet", {"name": "bo"}, "k")
    assert (first[0], again[0]) == (200, 200)
    assert again[1] == first[1]
    assert again[2]["Idempotent-Replayed"] == "true"
    assert (await app.run("count"))[1]["result"] == ["bo"]


async def test_the_same_key_for_something_else_is_a_conflict(app):
    await keyed(app, "greet", {"name": "bo"}, "k")
    for workflow, body in (("greet", {"name": "al"}), ("count", {"name": "bo"})):
        status, answer, _ = await keyed(app, workflow, body, "k")
        assert (status, answer["error"]) == (409, "Conflict")
    assert (await app.run("count"))[1]["result"] == ["bo"]


async def test_keys_belong_to_an_organization(app):
    one = await keyed(app, "greet", {"name": "bo"}, "k")
    other = await keyed(app, "greet", {"name": "bo"}, "k", "org-b")
    assert one[1]["executionId"] != other[1]["executionId"]


@pytest.mark.parametrize(("workflow", "count"), [("greet", 50), ("queued", 8)])
async def test_concurrent_duplicates_run_once(app, workflow, count):
    await app.run("count")
    sent = (keyed(app, workflow, {"name": "bo"}, "k") for _ in range(count))
    answers = await asyncio.gather(*sent)
    assert {status for status, _, _ in answers} <= {200, 202, 503}
    ids = {answer["executionId"] for status, answer, _ in answers if status != 503}
    assert len(ids) == 1
    if workflow == "queued":
        for body in messages(app):
            await deliver(app, body)
    assert (await app.run("count"))[1]["result"] == ["bo"]
    listed = (await page(app, workflow=workflow))[1]["executions"]
    assert [one["executionId"] for one in listed] == list(ids)


async def test_a_key_expires(app):
    first = await keyed(app, "greet", {"name": "bo"}, "k")
    rows = app.rows.get_table_client("WorkflowExecutions")
    (row,) = (r for r in app.table("WorkflowExecutions") if r["RowKey"].startswith("key:"))
    hours = datetime.fromisoformat(row["Expires"]) - datetime.now(UTC)
    assert timedelta(hours=23.9) < hours <= timedelta(hours=24)
    rows.update_entity({**row, "Expires": "2020-01-01T00:00:00.000Z"})
    again = await keyed(app, "greet", {"name": "al"}, "k")
    assert again[0] == 200
    assert again[1]["executionId"] != first[1]["executionId"]
    (row,) = (r for r in app.table("WorkflowExecutions") if r["RowKey"].startswith("key:"))
    rows.update_entity({**row, "Expires": "2020-01-01T00:00:00.000Z"})
    await sweep(app)
    assert not [r for r in app.table("WorkflowExecutions") if r["RowKey"].startswith("key:")]


@pytest.mark.parametrize("key", ["", "x" * 256, "\u00e9", "a\nb"])
async def test_malformed_keys(app, key):
    status, answer, _ = await keyed(app, "greet", {"name": "bo"}, key)
    assert (status, answer["error"]) == (400, "BadRequest")
    assert "Idempotency-Key" in answer["message"]
