"""POST /api/workflows/{workflowName}: every status code, and the rows behind each."""

from __future__ import annotations

import asyncio
import json
import re
from datetime import UTC, datetime

import pytest

from engine.shared.organizations import NO_ACCESS
from tests.integration.engine.harness_engine import HEADERS, KEY

WORKFLOWS = """
    import asyncio

    @workflow("greet", "Greet")
    @param("name", "string", required=True)
    @param("count", "int", default_value=1)
    async def greet(context, name, count):
        context.log("info", "greeting", {"password": "hunter2"})
        context.save_checkpoint("half")
        context.set_variable("doubled", count * 2)
        return {
            "text": f"{name} x{count}",
            "who": [context.executed_by, context.executed_by_email, context.executed_by_name],
            "org": [context.org_id, context.org_name, context.tenant_id],
            "id": context.execution_id,
            "source": context.get_variable("source"),
            "plan": context.get_config("plan"),
            "limit": context.get_config("limit"),
            "foreign": context.has_config("only_b"),
        }

    @workflow("plain", "Plain function")
    def plain(context):
        return context.org_id

    @workflow("fail", "Fail on purpose")
    async def fail(context):
        context.log("error", "about to fail")
        raise WorkflowException("NoLicense", "none left", {"sku": "SPB", "api_key": "k"})

    @workflow("crash", "Fail by accident")
    async def crash(context):
        return {}["hunter2"]

    @workflow("slow", "Never ends", timeout_seconds=0.2)
    async def slow(context):
        await asyncio.sleep(30)

    @workflow("free", "Needs no organization", requires_org=False)
    async def free(context):
        return [context.org_id, context.get_config("plan")]

    @workflow("big", "Returns much")
    @param("size", "int", required=True)
    async def big(context, size):
        return "é" + "x" * size

    @workflow("odd", "Returns odd text")
    async def odd(context):
        context.log("info", "\\ud800")
        return context.get_variable("text")

    @workflow("secret", "Reads a secret")
    async def secret(context):
        return await context.get_secret("crm")

    @workflow("broken", "Reads a broken value")
    async def broken(context):
        return context.get_config("broken")
"""


@pytest.fixture
def app(make_app):
    return make_app({"workflows/samples.py": WORKFLOWS})


def without(*names, **changes):
    kept = {name: value for name, value in HEADERS.items() if name not in names}
    return {**kept, **changes}


async def test_success_with_everything_in_the_tables(app):
    status, answer = await app.run("greet", {"name": "Zoë", "count": "3", "source": "psa"})
    assert status == 200
    assert list(answer) == [
        "executionId",
        "status",
        "result",
        "error",
        "durationMs",
        "startedAt",
        "completedAt",
    ]
    assert (answer["status"], answer["error"]) == ("Success", None)
    assert answer["result"] == {
        "text": "Zoë x3",
        "who": ["bo@a.example", "bo@a.example", "Bo"],
        "org": ["org-a", "Name of org-a", "tenant-org-a"],
        "id": answer["executionId"],
        "source": "psa",
        "plan": "of a",
        "limit": 5,
        "foreign": False,
    }
    moment = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"
    assert re.fullmatch(moment, answer["startedAt"])
    assert answer["startedAt"] <= answer["completedAt"]
    assert isinstance(answer["durationMs"], int)

    (record,) = app.table("WorkflowExecutions")
    assert record["PartitionKey"] == "org-a"
    assert re.fullmatch(rf"\d{{13}}_{answer['executionId']}", record["RowKey"])
    assert (record["Status"], record["WorkflowName"]) == ("Success", "greet")
    assert (record["ExecutedBy"], record["OrgId"]) == ("bo@a.example", "org-a")
    assert json.loads(record["Input"]) == {"name": "Zoë", "count": "3", "source": "psa"}
    assert json.loads(record["Result"]) == answer["result"]
    assert json.loads(record["Logs"])[0]["data"] == {"password": "[redacted]"}
    assert json.loads(record["Checkpoints"])[0]["name"] == "half"
    assert json.loads(record["Variables"]) == {"source": "psa", "doubled": 6}
    assert record["DurationMs"] == answer["durationMs"]
    assert (record["StartedAt"], record["CompletedAt"]) == (
        answer["startedAt"],
        answer["completedAt"],
    )

    (mine,) = app.table("UserExecutions")
    assert (mine["PartitionKey"], mine["RowKey"]) == ("bo@a.example", record["RowKey"])
    assert (mine["Status"], mine["OrgId"]) == ("Success", "org-a")
    assert "Result" not in mine


async def test_the_audit_row_says_who_used_which_key_for_whom(app):
    headers = without(**{"X-Forwarded-For": "9.9.9.9, 10.1.2.3:55", "User-Agent": "curl/8"})
    await app.run("plain", headers=headers)
    (row,) = app.table("AuditLog")
    assert row["PartitionKey"] == f"{datetime.now(UTC):%Y-%m-%d}"
    assert re.fullmatch(r"\d{13}_[0-9a-f]{32}", row["RowKey"])
    assert row["EventType"] == "function_key_access"
    assert (row["KeyId"], row["KeyName"]) == ("settings:tests", "tests")
    assert (row["UserId"], row["OrgId"]) == ("bo@a.example", "org-a")
    assert (row["Endpoint"], row["Method"]) == ("/api/workflows/plain", "POST")
    assert (row["RemoteAddr"], row["UserAgent"]) == ("10.1.2.3:55", "curl/8")
    assert row["StatusCode"] == 200
    assert json.loads(row["Details"])["durationMs"] >= 0
    assert KEY not in str(row)


async def test_a_plain_function_runs(app):
    status, answer = await app.run("plain")
    assert (status, answer["status"], answer["result"]) == (200, "Success", "org-a")


async def test_the_key_may_come_in_the_query(app):
    headers = without("x-functions-key")
    status, _ = await app.run("plain", headers=headers, params={"code": KEY})
    assert status == 200


@pytest.mark.parametrize(
    ("headers", "params"),
    [
        (without("x-functions-key"), {}),
        (without(**{"x-functions-key": "wrong"}), {}),
        (without(**{"x-functions-key": ""}), {"code": KEY}),
        (without(**{"x-functions-key": "wrong"}), {"code": KEY}),
        ({}, {"code": "wrong"}),
    ],
)
async def test_without_a_good_key_nothing_happens(app, headers, params):
    status, answer = await app.run("plain", headers=headers, params=params)
    assert (status, answer["error"]) == (403, "Unauthorized")
    assert app.table("WorkflowExecutions") == []
    assert app.table("AuditLog") == []


IDS_OF_NO_ORGANIZATION = [
    "org-unknown",
    "org-off",
    "",
    "ORG-A",
    "GLOBAL",
    "global",
    "org-a ",
    " org-a",
    "org-a,org-b",
    "org-a/../org-b",
    "org-a\\x",
    "org-a#",
    "org-a?",
    "org-a'",
    "org-a' or '1' eq '1",
    "org-a\n",
    "org-a\x00",
    "оrg-a",  # noqa: RUF001 - a Cyrillic letter, which is the point
    "ｏrg-a",  # noqa: RUF001
    "org-a\u200b",
    "\ud800",
    "x" * 10_000,
]


@pytest.mark.parametrize("org_id", IDS_OF_NO_ORGANIZATION)
async def test_unknown_and_inactive_organizations_are_refused_alike(app, org_id):
    status, answer = await app.run("plain", headers=without(**{"X-Organization-Id": org_id}))
    assert (status, answer) == (
        403,
        {
            "error": "Forbidden",
            "message": NO_ACCESS,
        },
    )
    assert app.table("WorkflowExecutions") == []
    assert [row["StatusCode"] for row in app.table("AuditLog")] == [403]


async def test_without_organization(app):
    status, answer = await app.run("plain", headers=without("X-Organization-Id"))
    assert (status, answer["error"]) == (400, "BadRequest")
    assert "X-Organization-Id" in answer["message"]


async def test_a_workflow_that_requires_no_organization_sees_the_global_config(app):
    status, answer = await app.run("free", headers=without("X-Organization-Id"))
    assert (status, answer["result"]) == (200, [None, "global"])
    assert app.table("WorkflowExecutions")[0]["PartitionKey"] == "GLOBAL"
    status, answer = await app.run("free")
    assert (status, answer["result"]) == (200, ["org-a", "of a"])
    status, _ = await app.run("free", headers=without(**{"X-Organization-Id": "org-off"}))
    assert status == 403


@pytest.mark.parametrize("name", ["nowhere", "", "Greet", "greet/", "x" * 5000, "\ud800"])
async def test_unknown_workflows(app, name):
    status, answer = await app.run(name)
    assert (status, answer["error"]) == (404, "NotFound")
    assert len(answer["message"]) < 1000


async def test_the_organization_is_checked_before_the_workflow(app):
    status, _ = await app.run("nowhere", headers=without(**{"X-Organization-Id": "org-off"}))
    assert status == 403


@pytest.mark.parametrize(
    ("body", "parameter"),
    [
        (b"", "name"),
        ({"name": None}, "name"),
        ({"name": 5}, "name"),
        ({"name": "x", "count": "many"}, "count"),
        ({"name": "x", "count": True}, "count"),
    ],
)
async def test_bad_parameters_are_named(app, body, parameter):
    status, answer = await app.run("greet", body)
    assert (status, answer["error"]) == (400, "ValidationError")
    assert [p["parameter"] for p in answer["details"]["parameters"]] == [parameter]
    assert f"'{parameter}'" in answer["message"]
    assert app.table("WorkflowExecutions") == []


@pytest.mark.parametrize(
    "body", [b"{", b"[]", b'{"name": NaN}', b'{"name": 1, "name": 2}', b'"\xff"', b"null"]
)
async def test_malformed_bodies(app, body):
    status, answer = await app.run("greet", body)
    assert (status, answer["error"]) == (400, "BadRequest")
    assert app.table("WorkflowExecutions") == []


async def test_a_foreseen_failure(app):
    status, answer = await app.run("fail")
    assert (status, answer["status"], answer["result"]) == (200, "Failed", None)
    assert answer["error"] == {
        "error": "NoLicense",
        "message": "none left",
        "details": {"sku": "SPB", "api_key": "k"},
    }
    (record,) = app.table("WorkflowExecutions")
    assert (record["Status"], record["ErrorType"]) == ("Failed", "NoLicense")
    assert json.loads(record["Error"])["details"] == {"sku": "SPB", "api_key": "[redacted]"}
    assert json.loads(record["Logs"])[0]["message"] == "about to fail"
    (mine,) = app.table("UserExecutions")
    assert (mine["Status"], mine["ErrorMessage"]) == ("Failed", "none left")


async def test_an_unforeseen_failure_is_in_the_record_only(app):
    status, answer = await app.run("crash")
    assert (status, answer["status"], answer["error"]["error"]) == (200, "Failed", "KeyError")
    assert "hunter2" not in json.dumps(answer)
    assert answer["executionId"] in answer["error"]["message"]
    assert "hunter2" in json.loads(app.table("WorkflowExecutions")[0]["Error"])["internal"]


async def test_the_time_limit(app):
    status, answer = await app.run("slow")
    assert (status, answer["status"], answer["error"]["error"]) == (200, "TimedOut", "TimeoutError")
    assert app.table("WorkflowExecutions")[0]["Status"] == "TimedOut"
    assert app.table("UserExecutions")[0]["Status"] == "TimedOut"


async def test_secrets_and_broken_config_fail_with_a_remedy(app):
    _, answer = await app.run("secret")
    assert answer["error"]["error"] == "ConfigurationError"
    assert "in the secret store it is named org-a--crm" in answer["error"]["message"]
    _, answer = await app.run("broken")
    assert (
        "'broken' cannot be read: its value is not of its type, int" in answer["error"]["message"]
    )


@pytest.mark.parametrize("size", [40_000, 700_000, 3_000_000])
async def test_results_of_any_size_are_kept_whole(app, size):
    from engine.shared.storage.chunks import overflow_key, unpack

    _, answer = await app.run("big", {"size": size})
    assert answer["status"] == "Success"
    rows = {row["RowKey"]: row for row in app.table("WorkflowExecutions")}
    record = next(row for key, row in rows.items() if key[0].isdigit())
    stored = unpack("Result", record) or "".join(
        unpack("Part", rows[overflow_key(record["RowKey"], f"Result_{number:04d}")])
        for number in range(record["ResultRows"])
    )
    assert json.loads(stored) == "é" + "x" * size == answer["result"]


async def test_large_inputs_are_kept_whole(app):
    from engine.shared.storage.chunks import unpack

    body = {"name": "x", "note": "y" * 100_000}
    status, _ = await app.run("greet", body)
    assert status == 200
    assert json.loads(unpack("Input", app.table("WorkflowExecutions")[0])) == body


async def test_text_that_no_encoder_takes(app):
    status, answer = await app.run("odd", b'{"text": "\\ud800"}')
    assert (status, answer["status"], answer["result"]) == (200, "Success", "\ud800")
    assert json.loads(app.table("WorkflowExecutions")[0]["Result"]) == "\ud800"


@pytest.mark.parametrize(
    "user_id", ["svc/psa#1?%", "O'Neill", "~", "x" * 256, "Jörg", "a' or PartitionKey ne '"]
)
async def test_any_printable_user_id_has_a_partition_of_its_own(app, user_id):
    status, _ = await app.run("plain", headers=without(**{"X-User-Id": user_id}))
    assert status == 200
    (mine,) = app.table("UserExecutions")
    assert mine["ExecutedBy"] == user_id


@pytest.mark.parametrize("user_id", ["", "a\nb", "\x00", "\ud800", "x" * 257])
async def test_ids_that_no_user_can_have(app, user_id):
    status, answer = await app.run("plain", headers=without(**{"X-User-Id": user_id}))
    assert (status, answer["error"]) == (400, "BadRequest")
    assert "X-User-Id" in answer["message"]


async def test_an_inactive_user_is_refused(app):
    status, answer = await app.run("plain", headers=without(**{"X-User-Id": "gone@a.example"}))
    # As for an organization that is not there: a key names both, and is not told which one it was.
    assert (status, answer) == (403, {"error": "Forbidden", "message": NO_ACCESS})


async def test_without_user_the_key_itself_is_the_caller(app):
    status, answer = await app.run("greet", {"name": "x"}, headers=without("X-User-Id"))
    assert (status, answer["result"]["who"]) == (200, ["settings:tests", None, "settings:tests"])


async def test_interleaved_executions_of_two_organizations_stay_apart(app):
    async def one(number):
        org_id = ("org-a", "org-b")[number % 2]
        headers = without(**{"X-Organization-Id": org_id})
        _, answer = await app.run("greet", {"name": f"n{number}"}, headers=headers)
        return org_id, number, answer["result"]

    for org_id, number, result in await asyncio.gather(*(one(n) for n in range(20))):
        assert result["org"][0] == org_id
        assert result["text"] == f"n{number} x1"
        assert result["plan"] == {"org-a": "of a", "org-b": "global"}[org_id]
        assert result["foreign"] is (org_id == "org-b")
    owners = [row["PartitionKey"] for row in app.table("WorkflowExecutions")]
    assert sorted(owners) == ["org-a"] * 10 + ["org-b"] * 10
