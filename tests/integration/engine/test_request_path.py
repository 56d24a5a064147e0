"""What a request costs in storage round trips, and how old the answers are that it relies on."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator

import pytest

from engine.shared.storage import recent
from tests.integration.engine.harness_engine import HEADERS, KEY, App
from tests.storage_meter import Meter

WORKFLOWS = """
    @workflow("quick", "Ends at once")
    async def quick(context):
        return context.get_config("plan")

    @workflow("later", "Ends soon", execution_mode="async")
    async def later(context):
        return 1
"""


@pytest.fixture
def app(make_app) -> App:
    keys = {"tests": KEY, "ops": {"key": "key-of-the-operators", "admin": True}}
    return make_app({"workflows/samples.py": WORKFLOWS}, ENGINE_FUNCTION_KEYS=json.dumps(keys))


@pytest.fixture
def meter() -> Iterator[Meter]:
    with Meter().installed() as made:
        yield made


def change(app: App, table: str, partition: str, row: str, **properties: object) -> None:
    """Write a row behind the engine's back, as another process would."""
    entity = {"PartitionKey": partition, "RowKey": row, **properties}
    app.rows.get_table_client(table).update_entity(entity)


async def call(app: App, workflow: str = "quick", **headers: str) -> int:
    return (await app.run(workflow, headers={**HEADERS, **headers}))[0]


@pytest.mark.parametrize(
    ("workflow", "headers", "requests"),
    [
        (
            "quick",
            {},
            [["POST batch", "PUT row", "PUT row"], ["PATCH row", "POST batch", "PUT row"]],
        ),
        (
            "quick",
            {"Idempotency-Key": "k"},
            [["POST batch", "PUT row", "PUT row"], ["PATCH row", "POST batch", "PUT row"]],
        ),
        ("later", {}, [["POST batch", "PUT row", "PUT row"], ["PATCH row", "POST message"]]),
    ],
)
async def test_a_warm_request_takes_two_round_trips(app, meter, workflow, headers, requests):
    assert await call(app, workflow) in (200, 202)
    meter.take()
    assert await call(app, workflow, **headers) in (200, 202)
    groups = meter.take()
    assert [sorted(f"{one.method} {one.kind}" for one in group) for group in groups] == requests


async def test_a_warm_request_with_an_issued_key_takes_two_as_well(app, meter):
    _, issued, _ = await app.call(
        "create_key",
        "POST",
        "/api/admin/keys",
        {"name": "warm", "organizations": ["*"], "workflows": ["*"]},
        headers={"x-functions-key": "key-of-the-operators"},
    )
    # The first use is noted in the key's row.
    for _ in range(2):
        assert await call(app, **{"x-functions-key": issued["secret"]}) == 200
    meter.take()
    assert await call(app, **{"x-functions-key": issued["secret"]}) == 200
    assert len(meter.take()) == 2


async def test_what_is_switched_off_elsewhere_counts_within_the_stated_time(app, monkeypatch):
    monkeypatch.setattr(recent, "FRESH_SECONDS", 1.0)
    _, issued, _ = await app.call(
        "create_key",
        "POST",
        "/api/admin/keys",
        {"name": "soon revoked", "organizations": ["*"], "workflows": ["*"]},
        headers={"x-functions-key": "key-of-the-operators"},
    )
    by_key = {"x-functions-key": issued["secret"], "X-User-Id": "other"}
    by_org = {"X-Organization-Id": "org-b", "X-User-Id": "other"}
    calls = (by_org, {}, by_key)
    assert [await call(app, **one) for one in calls] == [200] * 3
    begun = time.monotonic()
    change(app, "Organizations", "ORG", "org-b", IsActive=False)
    change(app, "Users", "USER", "bo@a.example", IsActive=False)
    revoked = {"RevokedAt": "2020-01-01T00:00:00Z", "RevokedBy": "ops"}
    change(app, "FunctionKeys", "KEY", issued["key"]["id"], **revoked)
    change(app, "OrgConfig", "org-a", "config:plan", Value="new", Type="string")
    while time.monotonic() - begun < 1.0:
        await asyncio.sleep(0.05)
    assert [await call(app, **one) for one in calls] == [403] * 3
    _, answer = await app.run("quick", headers={**HEADERS, "X-User-Id": "other"})
    assert answer["result"] == "new"


async def test_a_key_revoked_here_is_refused_at_once(app):
    ops = {"x-functions-key": "key-of-the-operators"}
    body = {"name": "revoked", "organizations": ["*"], "workflows": ["*"]}
    _, issued, _ = await app.call("create_key", "POST", "/api/admin/keys", body, headers=ops)
    assert await call(app, **{"x-functions-key": issued["secret"]}) == 200
    key_id = issued["key"]["id"]
    await app.call(
        "revoke_key", "POST", f"/api/admin/keys/{key_id}/revoke", headers=ops, keyId=key_id
    )
    assert await call(app, **{"x-functions-key": issued["secret"]}) == 403


async def test_what_is_new_counts_at_once(app):
    headers = {"X-Organization-Id": "org-new"}
    assert await call(app, **headers) == 403
    entity = {"PartitionKey": "ORG", "RowKey": "org-new", "Name": "New", "IsActive": True}
    app.rows.get_table_client("Organizations").create_entity(entity)
    assert await call(app, **headers) == 200
