"""One execution per tick and organization; one execution per organization of a fan-out."""

from __future__ import annotations

import asyncio
import base64
import json
from datetime import UTC, datetime, timedelta

import pytest
from azure.functions.queue import QueueMessage
from azure.functions.timer import TimerRequest
from azure.storage.queue import QueueClient

from engine.shared.ncrontab import ScheduleError, parse_schedule
from engine.shared.queue_messages import QUEUE
from tests.integration.engine.harness_engine import HEADERS, KEY
from tests.integration.engine.test_executions import cancel, get, messages, page
from tools.dev.timers import next_tick

WORKFLOWS = """
    @workflow("nightly.report", "Every night", execution_mode="scheduled", schedule="0 0 3 * * *")
    async def nightly(context):
        return [context.org_id, context.executed_by]

    @workflow("each", "For every client")
    @param("word", "string", required=True)
    async def each(context, word):
        if word == "bad" or context.org_id == word:
            raise ValidationError("not for this one")
        return f"{word} for {context.org_id}"
"""
ADMIN = {"admin": {"key": KEY, "admin": True}}


@pytest.fixture(autouse=True)
def quick_steps(monkeypatch):
    """A fan-out goes on at once; a second is only there to spare the storage."""
    monkeypatch.setattr("engine.shared.fanout._STEP_SECONDS", 0)


@pytest.fixture
def app(make_app):
    made = make_app({"workflows/samples.py": WORKFLOWS}, ENGINE_FUNCTION_KEYS=json.dumps(ADMIN))
    config = made.rows.get_table_client("OrgConfig")
    for scope, value in (("GLOBAL", "false"), ("org-a", "true"), ("org-off", "true")):
        key = "config:schedule:nightly.report"
        config.upsert_entity({"PartitionKey": scope, "RowKey": key, "Value": value, "Type": "bool"})
    return made


def timer(app):
    (name,) = (name for name in app.functions if name.startswith("schedule_nightly_report_"))
    return app.functions[name]


async def drain(app, seconds=20.0):
    """Deliver messages until there are none, visible or not; taken ones are gone at once."""
    deadline = asyncio.get_running_loop().time() + seconds
    with QueueClient.from_connection_string(app.storage, QUEUE) as queue:
        while asyncio.get_running_loop().time() < deadline:
            taken = list(queue.receive_messages(max_messages=32))
            for one in taken:
                queue.delete_message(one)
            bodies = [base64.b64decode(one.content) for one in taken]
            run = app.functions["run_execution"]
            await asyncio.gather(*(run(QueueMessage(id="m", body=body)) for body in bodies))
            if not bodies and queue.get_queue_properties().approximate_message_count == 0:
                return
            await asyncio.sleep(0 if bodies else 0.05)
    raise AssertionError("the queue is never empty")


async def test_a_tick_runs_once_for_each_organization_that_wants_it(app, make_app):
    # Two instances, as when a host has lost its lock, and each fires more than once.
    elsewhere = make_app({"workflows/samples.py": WORKFLOWS})
    await asyncio.gather(*(timer(one)(TimerRequest()) for one in (app, elsewhere) for _ in "ab"))
    await timer(app)(TimerRequest())
    await drain(app, 5)
    found = (await page(app))[1]["executions"]
    assert [(one["status"], one["mode"]) for one in found] == [("Success", "scheduled")]
    _, answer = await get(app, found[0]["executionId"])
    assert answer["result"] == ["org-a", "schedule:nightly.report"]
    # The tick, not the moment at which it was fired.
    assert answer["createdAt"].endswith("T03:00:00.000Z")
    other = {**HEADERS, "X-Organization-Id": "org-b"}
    assert (await page(app, headers=other))[1]["executions"] == []


@pytest.mark.parametrize(
    "schedule",
    [
        "*/15 * * * * *",
        "0 30 9 * * *",
        "0 0 0 1 * *",
        "0 5/20 8-17 * * 1-5",
        "1,31 0 0 * 2 *",
        "30 9 * * *",
        "0 0 0 13 * 5",
        "0 0 12 * jan,mar sun",
        "0 0 0 29 2 *",
    ],
)
def test_the_engine_and_the_dev_host_read_schedules_alike(schedule):
    parsed = parse_schedule(schedule)
    moment = datetime(2026, 1, 31, 23, 59, 58, tzinfo=UTC)
    for _ in range(5):
        moment = next_tick(schedule, moment)
        assert parsed.last(moment) == moment
        assert parsed.last(moment + timedelta(milliseconds=999)) == moment
        before = parsed.last(moment - timedelta(seconds=1))
        assert before is not None
        assert next_tick(schedule, before) == moment


@pytest.mark.parametrize(
    ("schedule", "reason"),
    [
        ("* * *", "has 3 fields"),
        ("60 * * * * *", "second field"),
        ("0 0 0 32 * *", "day field"),
        ("0 0 0 * foo *", "month field"),
        ("0 */0 * * * *", "the step"),
        ("0 0 9-8 * * *", "9 is after 8"),
    ],
)
def test_what_is_no_schedule_says_why(schedule, reason):
    with pytest.raises(ScheduleError, match=reason):
        parse_schedule(schedule)


def test_a_schedule_without_a_tick():
    assert parse_schedule("0 0 0 31 2 *").last(datetime.now(UTC)) is None


async def fan_out(app, targets, word="hi", **headers):
    sent = {k: v for k, v in HEADERS.items() if k != "X-Organization-Id"}
    body = {"word": word, "_organizations": targets}
    return await app.run("each", body, headers={**sent, **headers})


ALONE = {k: v for k, v in HEADERS.items() if k != "X-Organization-Id"}


async def read(app, execution_id):
    path = f"/api/executions/{execution_id}"
    _, answer, _ = await app.call(
        "get_execution", "GET", path, headers=ALONE, executionId=execution_id
    )
    return answer


@pytest.mark.parametrize(
    ("word", "status", "succeeded"),
    [("hi", "Success", 2), ("org-b", "CompletedWithErrors", 1), ("bad", "Failed", 0)],
)
async def test_a_fan_out_has_a_child_for_each_organization(app, word, status, succeeded):
    code, started = await fan_out(app, "all", word)
    assert (code, started["status"]) == (202, "Pending")
    await drain(app)
    parent = await read(app, started["executionId"])
    assert (parent["status"], parent["mode"]) == (status, "fanout")
    result = parent["result"]
    assert (result["succeeded"], result["failed"]) == (succeeded, 2 - succeeded)
    assert sorted(result["organizations"]) == ["org-a", "org-b"]
    _, child = await get(app, result["organizations"]["org-a"]["executionId"])
    assert child["parentId"] == started["executionId"]
    if word == "org-b":
        assert child["result"] == "org-b for org-a"
        assert result["organizations"]["org-b"]["error"]["error"] == "ValidationError"
    listed = (await page(app, workflow="each"))[1]["executions"]
    assert len(listed) == 1


async def test_a_step_that_is_repeated_starts_no_child_twice(app):
    _, started = await fan_out(app, ["org-a", "org-b", "org-a"])
    (body,) = messages(app)
    run = app.functions["run_execution"]
    await asyncio.gather(*(run(QueueMessage(id="m", body=body)) for _ in range(3)))
    await drain(app)
    assert (await read(app, started["executionId"]))["status"] == "Success"
    for org_id in ("org-a", "org-b"):
        headers = {**HEADERS, "X-Organization-Id": org_id}
        assert len((await page(app, headers=headers, workflow="each"))[1]["executions"]) == 1


@pytest.mark.parametrize(
    ("targets", "status"),
    [(["org-off"], 403), (["nowhere", "org-a"], 403), ([], 400), ("some", 400), ([1], 400)],
)
async def test_targets_that_cannot_be(app, targets, status):
    assert (await fan_out(app, targets))[0] == status
    assert app.table("WorkflowExecutions") == []


async def test_a_fan_out_names_its_organizations_itself(app):
    assert (await app.run("each", {"word": "x", "_organizations": "all"}))[0] == 400
    code, answer = await app.run("each", {"_organizations": "all"}, headers=ALONE)
    assert (code, answer["error"]) == (400, "ValidationError")


async def test_a_fan_out_is_for_platform_admins(make_app):
    app = make_app({"workflows/samples.py": WORKFLOWS})
    code, answer = await fan_out(app, "all")
    assert (code, answer["error"]) == (403, "Forbidden")


async def test_a_cancelled_fan_out_starts_nothing_more(app):
    _, started = await fan_out(app, "all")
    path = f"/api/executions/{started['executionId']}/cancel"
    code, _, _ = await app.call(
        "cancel_execution", "POST", path, headers=ALONE, executionId=started["executionId"]
    )
    assert code == 200
    await drain(app, 5)
    assert (await page(app, workflow="each"))[1]["executions"] == []
    assert (await cancel(app, started["executionId"]))[0] == 404
