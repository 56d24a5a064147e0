"""The operator endpoints: keys from issue to revocation, the audit log, who may use them."""

from __future__ import annotations

import asyncio
import base64
import json
from datetime import UTC, datetime, timedelta

import pytest

from engine.shared.auth import issued_keys
from tests.identity import swa_principal
from tests.integration.engine.harness_engine import HEADERS, KEY

ADMIN_KEY = "admin-key-of-the-integration-tests"
ADMIN = {"x-functions-key": ADMIN_KEY, "X-User-Id": "ops@ringfence.example"}
KEYS = json.dumps({"tests": KEY, "ops": {"key": ADMIN_KEY, "admin": True}})
WORKFLOWS = """
    @workflow("one", "One")
    async def one(context):
        return context.org_id

    @workflow("two", "Two", requires_org=False)
    async def two(context):
        return context.org_id
"""
FOR_A = {"name": "crm", "organizations": ["org-a"], "workflows": ["one"]}


@pytest.fixture
def app(make_app):
    return make_app(
        {"workflows/samples.py": WORKFLOWS},
        ENGINE_FUNCTION_KEYS=KEYS,
        ENGINE_TRUST_CLIENT_PRINCIPAL="true",
    )


async def create(app, body=FOR_A, headers=ADMIN):
    status, answer, _ = await app.call(
        "create_key", "POST", "/api/admin/keys", body, headers=headers
    )
    return status, answer


async def on_key(app, action, key_id, body=b"", headers=ADMIN):
    path = f"/api/admin/keys/{key_id}/{action}"
    status, answer, _ = await app.call(
        f"{action}_key", "POST", path, body, headers=headers, keyId=key_id
    )
    return status, answer


async def listed(app, headers=ADMIN):
    status, answer, _ = await app.call("list_keys", "GET", "/api/admin/keys", headers=headers)
    return status, answer


async def use(app, secret, workflow="one", org="org-a"):
    headers = {"x-functions-key": secret} | ({"X-Organization-Id": org} if org else {})
    return (await app.run(workflow, headers=headers))[0]


async def test_a_key_from_issue_to_use(app):
    status, answer = await create(app)
    assert status == 201
    secret, key = answer["secret"], answer["key"]
    assert (key["organizations"], key["workflows"], key["admin"]) == (["org-a"], ["one"], False)
    assert (key["status"], key["createdBy"]) == ("active", "ops@ringfence.example")
    lifetime = datetime.fromisoformat(key["expiresAt"]) - datetime.fromisoformat(key["createdAt"])
    assert lifetime == timedelta(days=90)
    assert await use(app, secret) == 200
    status, answer = await listed(app)
    assert status == 200
    (entry,) = answer["keys"]
    assert entry["lastUsedAt"] is not None
    assert entry == {**key, "lastUsedAt": entry["lastUsedAt"]}


async def test_the_secret_is_nowhere_but_in_the_answer(app, caplog):
    _, answer = await create(app)
    secret = answer["secret"]
    await use(app, secret)
    everything = [app.table(name) for name in ("FunctionKeys", "AuditLog", "WorkflowExecutions")]
    assert secret not in repr(everything)
    assert secret.removeprefix(f"rfk_{answer['key']['id']}_") not in repr(everything)
    assert secret not in caplog.text
    _, keys = await listed(app)
    assert secret not in json.dumps(keys)


@pytest.mark.parametrize(
    ("workflow", "org"),
    [("one", "org-b"), ("one", "org-off"), ("one", "org-none"), ("two", "org-a"), ("two", None)],
)
async def test_out_of_scope_is_refused_and_audited(app, workflow, org):
    _, answer = await create(app)
    assert await use(app, answer["secret"], workflow, org) == 403
    (row,) = [row for row in app.table("AuditLog") if row["KeyId"] == answer["key"]["id"]]
    assert (row["StatusCode"], row["OrgId"]) == (403, org or "")
    assert app.table("WorkflowExecutions") == []


async def test_out_of_scope_bodies_tell_nothing_about_what_exists(app):
    _, answer = await create(app)
    secret = {"x-functions-key": answer["secret"]}

    async def body(workflow, org):
        return (await app.run(workflow, headers={**secret, "X-Organization-Id": org}))[1]

    assert await body("one", "org-b") == await body("one", "org-off") == await body("one", "none")
    assert await body("two", "org-a") == await body("no-such-workflow", "org-a")


async def test_a_limited_key_does_not_tell_users_of_others_apart(app):
    _, answer = await create(app)

    async def refusal(org, user):
        headers = {"x-functions-key": answer["secret"], "X-Organization-Id": org, "X-User-Id": user}
        status, body = await app.run("one", headers=headers)
        return status, body.get("message")

    # Switched off, or of an organization that it is not for, or of one that is not there.
    refused = await refusal("org-a", "gone@a.example")
    assert refused[0] == 403
    assert refused == await refusal("org-b", "bo@a.example") == await refusal("none", "x@a.example")

    users = app.rows.get_table_client("Users")
    for name in ("member", "stranger"):
        row = {"PartitionKey": "USER", "RowKey": f"{name}@b.example", "IsActive": True}
        users.upsert_entity(row | {"DisplayName": f"Name of the {name}"})
    roles = app.rows.create_table_if_not_exists("UserRoles")
    roles.upsert_entity({"PartitionKey": "org-a", "RowKey": "member@b.example", "Role": "Viewer"})
    for name in ("member", "stranger", "nobody"):
        assert await refusal("org-a", f"{name}@b.example") == (200, None)
    names = {row["ExecutedBy"]: row["ExecutedByName"] for row in app.table("WorkflowExecutions")}
    assert names == {
        "member@b.example": "Name of the member",
        "stranger@b.example": "stranger@b.example",
        "nobody@b.example": "nobody@b.example",
    }


async def test_all_organizations_and_workflows(app):
    _, answer = await create(app, {"name": "all", "organizations": ["*"], "workflows": ["*"]})
    secret = answer["secret"]
    assert [await use(app, secret, w, o) for w, o in (("one", "org-b"), ("two", None))] == [
        200,
        200,
    ]


async def test_revoking_works_at_once_and_twice(app):
    _, answer = await create(app)
    secret, key_id = answer["secret"], answer["key"]["id"]
    assert await use(app, secret) == 200
    status, first = await on_key(app, "revoke", key_id)
    assert (status, first["status"], first["revokedBy"]) == (
        200,
        "revoked",
        "ops@ringfence.example",
    )
    assert await use(app, secret) == 403
    assert (await on_key(app, "revoke", key_id))[1]["revokedAt"] == first["revokedAt"]
    refused = [row for row in app.table("AuditLog") if "refused" in row["Details"]]
    assert [(row["KeyId"], row["StatusCode"]) for row in refused] == [(key_id, 403)]
    assert json.loads(refused[0]["Details"]) == {"refused": "revoked"}


async def test_rotation_overlaps(app):
    _, old = await create(app)
    status, new = await on_key(app, "rotate", old["key"]["id"], {"overlapHours": 1})
    assert status == 201
    assert new["key"]["replaces"] == old["key"]["id"]
    assert (new["key"]["name"], new["key"]["organizations"]) == ("crm", ["org-a"])
    ends = datetime.fromisoformat(new["replaced"]["expiresAt"]) - datetime.now(UTC)
    assert timedelta(minutes=59) < ends <= timedelta(hours=1)
    assert [await use(app, one["secret"]) for one in (old, new)] == [200, 200]
    status, _ = await on_key(app, "rotate", new["key"]["id"], {"overlapHours": 0})
    assert [await use(app, one["secret"]) for one in (old, new)] == [200, 403]
    assert status == 201


async def test_of_two_rotations_at_once_one_counts(app):
    _, old = await create(app)
    answers = await asyncio.gather(
        *(on_key(app, "rotate", old["key"]["id"], {"overlapHours": 0}) for _ in range(4))
    )
    assert sorted(status for status, _ in answers) == [201, 409, 409, 409]
    assert len(app.table("FunctionKeys")) == 2


async def test_what_another_process_revoked_a_moment_ago_opens_no_operator_endpoint(app):
    """Reads may be seconds old elsewhere; not where keys are made and the audit log is read."""
    _, answer = await create(app, {"name": "ops", "admin": True, **EVERY, **ALL})
    key, admin = answer["key"]["id"], {"x-functions-key": answer["secret"]}
    root = person(app, "root@ringfence.example", IsPlatformAdmin=True)
    assert [(await listed(app, who))[0] for who in (admin, root)] == [200, 200]
    keys, users = (app.rows.get_table_client(name) for name in ("FunctionKeys", "Users"))
    here = {"PartitionKey": "KEY", "RowKey": key}
    keys.update_entity({**here, "RevokedAt": datetime.now(UTC)})
    assert (await listed(app, admin))[0] == 403
    assert (await create(app, FOR_A, admin))[0] == 403
    keys.delete_entity("KEY", key)
    assert (await query(app, admin))[0] == 403
    users.update_entity(
        {"PartitionKey": "USER", "RowKey": "root@ringfence.example", "IsActive": False}
    )
    assert (await create(app, FOR_A, root))[0] == 403
    assert (await query(app, root))[0] == 403


async def test_an_admin_scope_taken_away_in_storage_is_gone_at_once(app):
    _, answer = await create(app, {"name": "ops", "admin": True})
    admin = {"x-functions-key": answer["secret"]}
    assert (await listed(app, admin))[0] == 200
    here = {"PartitionKey": "KEY", "RowKey": answer["key"]["id"]}
    app.rows.get_table_client("FunctionKeys").update_entity({**here, "IsAdmin": False})
    assert (await listed(app, admin))[0] == 403


async def test_a_dead_key_cannot_be_rotated(app):
    _, answer = await create(app)
    await on_key(app, "revoke", answer["key"]["id"])
    assert (await on_key(app, "rotate", answer["key"]["id"]))[0] == 409


async def test_an_expired_key_is_refused(app):
    _, answer = await create(app, {**FOR_A, "expiresInDays": 1})
    keys = app.rows.get_table_client("FunctionKeys")
    gone = {"PartitionKey": "KEY", "RowKey": answer["key"]["id"]}
    keys.update_entity({**gone, "ExpiresAt": datetime.now(UTC) - timedelta(seconds=1)})
    assert await use(app, answer["secret"]) == 403
    assert (await listed(app))[1]["keys"][0]["status"] == "expired"


@pytest.mark.parametrize(
    "damage",
    [
        {"ExpiresAt": "tomorrow"},
        {"Hash": "00"},
        {"Hash": "no digest"},
        {"Organizations": "*"},
        {"Workflows": "{"},
        {"RevokedAt": "yes"},
    ],
)
async def test_a_damaged_row_lets_nobody_in(app, damage):
    _, answer = await create(app)
    keys = app.rows.get_table_client("FunctionKeys")
    keys.update_entity({"PartitionKey": "KEY", "RowKey": answer["key"]["id"], **damage})
    assert await use(app, answer["secret"]) == 403


async def test_last_use_costs_no_write_per_call(app, monkeypatch):
    _, answer = await create(app)
    secret = answer["secret"]
    await use(app, secret)
    (first,) = app.table("FunctionKeys")
    await use(app, secret)
    (second,) = app.table("FunctionKeys")
    assert first["LastUsedAt"] == second["LastUsedAt"]
    monkeypatch.setattr(issued_keys, "_USE_RESOLUTION", 0)
    await use(app, secret)
    (third,) = app.table("FunctionKeys")
    assert third["LastUsedAt"] > first["LastUsedAt"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"name": ""}, "name must be"),
        ({"name": 5}, "name must be"),
        ({"organizations": []}, "say what the key is for"),
        ({"workflows": []}, "say what the key is for"),
        ({"organizations": "org-a"}, "must be a list"),
        ({"organizations": ["*", "org-a"]}, "stands alone"),
        ({"organizations": ["org-none"]}, "no active organization 'org-none'"),
        ({"organizations": ["org-off"]}, "no active organization 'org-off'"),
        ({"organizations": ["GLOBAL"]}, "no active organization 'GLOBAL'"),
        ({"organizations": ["x"] * 201}, "at most 200"),
        ({"workflows": ["../x"]}, "cannot be a workflow's name"),
        ({"admin": "yes"}, "admin must be true or false"),
        ({"expiresInDays": 0}, "from 1 to 365"),
        ({"expiresInDays": 366}, "from 1 to 365"),
        ({"expiresInDays": True}, "from 1 to 365"),
        ({"expires": 5}, "unknown field 'expires'"),
    ],
)
async def test_bad_requests_say_what_is_wrong(app, change, message):
    status, answer = await create(app, {**FOR_A, **change})
    assert (status, answer["error"]) == (400, "BadRequest")
    assert message in answer["message"]
    assert app.table("FunctionKeys") == []


async def test_rotating_or_revoking_a_key_that_is_none(app):
    for key_id in ("0" * 16, "x", "' or RowKey ne '", "../AuditLog"):
        for action in ("rotate", "revoke"):
            assert (await on_key(app, action, key_id))[0] == 404
    assert app.table("FunctionKeys") == []


async def test_a_key_without_the_admin_scope_is_refused_everywhere(app):
    body = {"name": "wide", "organizations": ["*"], "workflows": ["*"]}
    _, wide = await create(app, body)
    key_id = wide["key"]["id"]
    for secret in (KEY, wide["secret"]):
        # Whoever the key says it acts for.
        headers = {"x-functions-key": secret, "X-User-Id": "root@ringfence.example"}
        assert (await create(app, FOR_A, headers))[0] == 403
        assert (await listed(app, headers))[0] == 403
        assert (await on_key(app, "revoke", key_id, headers=headers))[0] == 403
        assert (await query(app, headers=headers))[0] == 403
    assert len(app.table("FunctionKeys")) == 1


A, B = {"organizations": ["org-a"]}, {"organizations": ["org-b"]}
ONE, TWO, ALL = {"workflows": ["one"]}, {"workflows": ["two"]}, {"workflows": ["*"]}
EVERY = {"organizations": ["*"]}


@pytest.mark.parametrize(
    ("own", "wish", "status"),
    [
        ({}, {}, 201),
        ({}, A | ONE, 403),
        ({}, EVERY | ALL, 403),
        (A | ONE, A | ONE, 201),
        (A | ONE, A | ONE | {"admin": False}, 201),
        (A | ONE, A | TWO, 403),
        (A | ONE, B | ONE, 403),
        (A | ONE, {"organizations": ["org-none"]} | ONE, 403),
        (A | ONE, A | ALL, 403),
        (A | ONE, EVERY | ONE, 403),
        (A | ALL, A | TWO, 201),
        (EVERY | ALL, EVERY | ALL, 201),
        (EVERY | ALL, B | TWO, 201),
    ],
)
async def test_a_key_hands_out_no_more_than_it_has(app, own, wish, status):
    _, answer = await create(app, {"name": "own", "admin": True, **own})
    mine = {"x-functions-key": answer["secret"]}
    wished = {"name": "wish", "admin": True, **wish}
    made = await create(app, wished, mine)
    assert made[0] == status, made
    # Nor does it get the secret of a key that has more, by rotating it; an admin scope is more.
    if "org-none" not in str(wish):
        _, other = await create(app, wished)
        assert (await on_key(app, "rotate", other["key"]["id"], headers=mine))[0] == status


async def test_a_key_without_the_admin_scope_cannot_be_made_one_by_rotation(app):
    _, plain = await create(app, {"name": "plain", **A, **ONE})
    _, rotated = await on_key(app, "rotate", plain["key"]["id"])
    assert rotated["key"]["admin"] is False
    assert (await listed(app, {"x-functions-key": rotated["secret"]}))[0] == 403


async def test_an_admin_key_of_one_organization_does_not_see_the_others(app):
    headers = {"X-Organization-Id": "org-a"}

    async def names(scope):
        _, answer = await create(app, {"name": "one", "admin": True, **scope, **ALL})
        _, found, _ = await app.call(
            "get_data_provider",
            "GET",
            "/api/data-providers/ringfence.organizations",
            headers={**headers, "x-functions-key": answer["secret"]},
            providerName="ringfence.organizations",
        )
        return [one["value"] for one in found["options"]]

    assert await names(A) == ["org-a"]
    assert await names(EVERY) == ["org-a", "org-b"]


async def test_an_admin_key_runs_no_workflow(app):
    _, answer = await create(app, {"name": "ops", "admin": True})
    assert (await listed(app, {"x-functions-key": answer["secret"]}))[0] == 200
    assert await use(app, answer["secret"]) == 403


def person(app, email, **changed):
    users = app.rows.get_table_client("Users")
    users.upsert_entity(
        {
            "PartitionKey": "USER",
            "RowKey": email,
            "DisplayName": email,
            "UserType": "PLATFORM",
            "IsPlatformAdmin": False,
            "IsActive": True,
            **changed,
        }
    )
    return {"X-MS-CLIENT-PRINCIPAL": swa_principal(email)}


async def test_people_need_to_be_platform_admins(app):
    admin = person(app, "root@ringfence.example", IsPlatformAdmin=True)
    assert (await create(app, FOR_A, admin))[0] == 201
    for headers in (
        person(app, "tech@ringfence.example"),
        person(app, "was@ringfence.example", IsPlatformAdmin=True, IsActive=False),
        {"X-MS-CLIENT-PRINCIPAL": swa_principal("nobody@ringfence.example")},
    ):
        assert (await create(app, FOR_A, headers))[0] == 403
    rows = [row for row in app.table("AuditLog") if row["EventType"] == "cross_org_access"]
    assert [(row["UserId"], row["Endpoint"], row["StatusCode"]) for row in rows] == [
        ("root@ringfence.example", "/api/admin/keys", 201)
    ]


async def query(app, headers=ADMIN, **params):
    status, answer, _ = await app.call(
        "query_audit", "GET", "/api/admin/audit", headers=headers, params=params
    )
    return status, answer


def row(app, day, number, **changed):
    audit = app.rows.create_table_if_not_exists("AuditLog")
    moment = datetime.fromisoformat(f"{day}T12:00:00+00:00") + timedelta(minutes=number)
    reverse = 9_999_999_999_999 - int(moment.timestamp() * 1000)
    audit.upsert_entity(
        {
            "PartitionKey": day,
            "RowKey": f"{reverse:013d}_{number:032x}",
            "EventTime": moment,
            "EventType": "function_key_access",
            "UserId": "u@a.example",
            "OrgId": "org-a",
            "Details": "{}",
            **changed,
        }
    )


def days_ago(count):
    return f"{datetime.now(UTC) - timedelta(days=count):%Y-%m-%d}"


async def test_the_audit_log_is_filtered(app):
    day = days_ago(3)
    row(app, day, 1, OrgId="org-b")
    row(app, day, 2, UserId="other@a.example")
    row(app, day, 3, EventType="cross_org_access")
    row(app, day, 4)
    row(app, days_ago(4), 5)
    both = {"from": day, "to": day}

    async def found(**params):
        return [int(event["id"], 16) for event in (await query(app, **params))[1]["events"]]

    assert await found(**both) == [4, 3, 2, 1]
    assert await found(**both, organization="org-b") == [1]
    assert await found(**both, user="other@a.example") == [2]
    assert await found(**both, eventType="cross_org_access") == [3]
    assert await found(**both, organization="org-a' or '1' eq '1") == []
    assert await found(**{"from": days_ago(4), "to": day}, organization="org-a") == [4, 3, 2, 5]


async def test_the_audit_log_is_paged_to_its_end(app):
    for age in (2, 5, 40, 80):
        for number in range(7):
            row(app, days_ago(age), number)
    span = {"from": days_ago(89), "to": days_ago(1), "limit": "3"}
    seen, pages, token = [], 0, {}
    while True:
        _, answer = await query(app, **span, **token)
        assert len(answer["events"]) <= 3
        seen += [(event["eventTime"], event["id"]) for event in answer["events"]]
        pages += 1
        assert pages < 40
        if answer["continuation"] is None:
            break
        token = {"continuation": answer["continuation"]}
    assert len(seen) == len(set(seen)) == 28
    assert seen == sorted(seen, reverse=True)


async def test_an_audit_event_is_complete(app):
    headers = {**HEADERS, "User-Agent": "curl/8", "X-Forwarded-For": "10.0.0.9"}
    await app.run("one", headers=headers)
    _, answer = await query(app, organization="org-a")
    (event,) = answer["events"]
    assert event["details"].keys() == {"durationMs"}
    assert {name: event[name] for name in ("keyName", "userId", "endpoint", "statusCode")} == {
        "keyName": "tests",
        "userId": "bo@a.example",
        "endpoint": "/api/workflows/one",
        "statusCode": 200,
    }
    assert (event["userAgent"], event["remoteAddress"]) == ("curl/8", "10.0.0.9")


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({"from": "yesterday"}, "from must be a day"),
        ({"to": "2025-13-01"}, "to must be a day"),
        ({"to": "20250101"}, "to must be a day"),
        ({"to": "2025-W01-1"}, "to must be a day"),
        ({"to": "2025-1-1"}, "to must be a day"),
        ({"to": "2025-02-30"}, "to must be a day"),
        ({"to": "\u0662\u0660\u0662\u0665-01-01"}, "to must be a day"),
        ({"from": "0001-01-01", "to": "0001-01-01"}, "must be a day"),
        ({"limit": "\u0665"}, "limit must be"),
        ({"from": "2025-02-02", "to": "2025-02-01"}, "later than to"),
        ({"from": "2025-01-01", "to": "2025-06-01"}, "at most 90 days"),
        ({"eventType": "all"}, "eventType must be one of"),
        ({"limit": "0"}, "limit must be"),
        ({"limit": "501"}, "limit must be"),
        ({"limit": "x"}, "limit must be"),
        ({"user": "\n"}, "user must be"),
        ({"organization": ""}, "organization must be"),
        ({"continuation": "x"}, "continuation must be"),
        ({"continuation": "WyIyMDI1LTAxLTAxIiwgIngiXQ"}, "continuation must be"),
        ({"organisation": "org-a"}, "unknown parameter 'organisation'"),
    ],
)
async def test_bad_queries_say_what_is_wrong(app, params, message):
    status, answer = await query(app, **params)
    assert (status, answer["error"]) == (400, "BadRequest")
    assert message in answer["message"]


def token(day, row_key=f"{5:013d}_{5:032x}"):
    text = json.dumps([day, row_key])
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "continuation",
    [
        token("9999-12-31"),
        token("0001-01-01"),
        token(days_ago(1)),
        token(days_ago(5)),
        token(days_ago(3), "x"),
        token(days_ago(3), f"{5:013d}_{5:032x}' or PartitionKey ne '"),
        token(days_ago(3), f"{5:013d}_{5:032x}\n"),
        token(days_ago(3), ["x"]),
        token(None),
        token("../Users"),
        base64.urlsafe_b64encode(b"[" * 300).decode(),
        base64.urlsafe_b64encode(b'{"a": 1, "b": 2}').decode(),
        "\U0001f600",
    ],
)
async def test_a_continuation_of_another_query_is_none(app, continuation):
    status, answer = await query(
        app, **{"from": days_ago(4), "to": days_ago(2)}, continuation=continuation
    )
    assert (status, answer["error"]) == (400, "BadRequest")
    assert "continuation must be" in answer["message"]


async def test_a_continuation_goes_on_within_its_days(app):
    row(app, days_ago(3), 1)
    span = {"from": days_ago(4), "to": days_ago(2)}
    status, answer = await query(app, **span, continuation=token(days_ago(3)))
    assert (status, [int(event["id"], 16) for event in answer["events"]]) == (200, [1])


async def test_the_key_of_a_call_is_nowhere_in_its_audit_row_or_the_log(app, caplog):
    _, answer = await create(app)
    secret = answer["secret"]
    for place in ("X-Organization-Id", "X-User-Id", "User-Agent", "X-Forwarded-For", "Referer"):
        await app.run("one", headers={"x-functions-key": secret, place: f"x {secret}"})
    path = f"/api/workflows/{secret}"
    await app.call("execute_workflow", "POST", path, headers={"x-functions-key": secret})
    # Nor another key that somebody has mixed up with it.
    await app.run("one", headers={**HEADERS, "User-Agent": secret, "X-User-Id": secret})
    assert len(app.table("AuditLog")) == 8
    assert secret not in repr(app.table("AuditLog"))
    assert secret not in caplog.text


async def test_a_caller_cannot_fill_the_audit_log(app):
    await app.run("one", headers={**HEADERS, "X-Organization-Id": "o" * 5000})
    (entry,) = app.table("AuditLog")
    assert entry["OrgId"] == "o" * 512


async def test_audit_rows_end_after_90_days(app):
    for age in (1, 89, 90, 91, 200):
        for number in range(130 if age == 200 else 3):
            row(app, days_ago(age), number)
    await app.functions["purge_audit"](None)
    left = {entry["PartitionKey"] for entry in app.table("AuditLog")}
    assert left == {days_ago(1), days_ago(89), days_ago(90)}
    await app.functions["purge_audit"](None)


async def test_a_platform_admins_fan_out_is_audited_before_it_begins(app):
    admin = person(app, "root@ringfence.example", IsPlatformAdmin=True)
    status, answer = await app.run("one", {"_organizations": ["org-a", "org-b"]}, headers=admin)
    assert status == 202, answer
    (row,) = [row for row in app.table("AuditLog") if row["EventType"] == "cross_org_access"]
    assert (row["UserId"], row["StatusCode"]) == ("root@ringfence.example", 202)
