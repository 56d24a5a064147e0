"""The options of form fields: parameters, cache per organization, failures; built-in providers."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta

import pytest

from tests.integration.engine.harness_engine import HEADERS, KEY

PROVIDERS = """
    import time

    CALLS = []

    @data_provider("groups", "Groups", cache_ttl_seconds=60)
    @param("kind", "string", default_value="all")
    @param("size", "int", default_value=1)
    @param("tags", "list", default_value=[])
    def groups(context, kind, size, tags):
        CALLS.append(context.org_id)
        time.sleep(0.2)
        return [{"label": f"{kind}{n} {context.org_name}", "value": n, "metadata": {"t": tags}}
                for n in range(size)]

    @data_provider("fresh", "Never kept", cache_ttl_seconds=0)
    async def fresh(context):
        CALLS.append("fresh")
        return ["one", "two"]

    @data_provider("broken", "Fails")
    async def broken(context):
        CALLS.append("broken")
        raise IntegrationError("the directory does not answer")

    @data_provider("odd", "Returns nonsense")
    async def odd(context):
        return [{"name": 1}]

    @workflow("form", "Has a field with options")
    @param("group", "string", data_provider="groups")
    async def form(context, group):
        return group

    @workflow("calls", "Tells who was asked")
    def calls(context):
        return list(CALLS)
"""


@pytest.fixture
def app(make_app):
    return make_app({"data_providers/samples.py": PROVIDERS})


async def ask(app, name, org_id="org-a", **params):
    status, answer, _ = await app.call(
        "get_data_provider",
        "GET",
        f"/api/data-providers/{name}",
        headers={**HEADERS, "X-Organization-Id": org_id},
        params=params,
        providerName=name,
    )
    return status, answer


async def calls(app):
    return (await app.run("calls"))[1]["result"]


async def test_options_are_kept_per_organization_and_parameters(app):
    status, first = await ask(app, "groups", kind="x", size="2", tags='["a"]')
    assert status == 200
    assert first["options"] == [
        {"label": "x0 Name of org-a", "value": 0, "metadata": {"t": ["a"]}},
        {"label": "x1 Name of org-a", "value": 1, "metadata": {"t": ["a"]}},
    ]
    assert (first["provider"], first["cached"]) == ("groups", False)
    left = datetime.fromisoformat(first["cacheExpiresAt"]) - datetime.now(UTC)
    assert timedelta(seconds=50) < left <= timedelta(seconds=60)
    _, again = await ask(app, "groups", tags='["a"]', size="2", kind="x")
    assert again == {**first, "cached": True}
    _, other = await ask(app, "groups", "org-b", kind="x", size="2", tags='["a"]')
    assert other["options"][0]["label"] == "x0 Name of org-b"
    await ask(app, "groups", kind="y")
    assert await calls(app) == ["org-a", "org-b", "org-a"]


async def test_many_callers_ask_once(app):
    answers = await asyncio.gather(*(ask(app, "groups") for _ in range(10)))
    assert {status for status, _ in answers} == {200}
    assert await calls(app) == ["org-a"]


async def test_nothing_is_kept_without_a_time_to_live(app):
    for _ in range(2):
        _, answer = await ask(app, "fresh")
        assert answer["cacheExpiresAt"] is None
        assert answer["options"][0] == {"label": "one", "value": "one", "metadata": {}}
    assert await calls(app) == ["fresh", "fresh"]


async def test_failures_are_told_and_not_kept(app):
    for _ in range(2):
        status, answer = await ask(app, "broken")
        assert (status, answer["error"]) == (502, "ProviderFailed")
        assert "directory does not answer" in answer["message"]
    assert await calls(app) == ["broken", "broken"]
    status, answer = await ask(app, "odd")
    assert status == 502
    assert "label, value" in answer["message"]


@pytest.mark.parametrize(
    ("name", "params", "status"),
    [
        ("groups", {"size": "many"}, 400),
        ("groups", {"tags": "{"}, 400),
        ("nowhere", {}, 404),
        ("", {}, 404),
    ],
)
async def test_refusals(app, name, params, status):
    assert (await ask(app, name, **params))[0] == status


async def test_a_limited_key_asks_for_the_options_of_its_workflows_alone(make_app):
    keys = json.dumps({"admin": {"key": KEY, "admin": True}})
    app = make_app({"data_providers/samples.py": PROVIDERS}, ENGINE_FUNCTION_KEYS=keys)
    body = {"name": "crm", "organizations": ["org-a"], "workflows": ["form", "gone"]}
    status, key, _ = await app.call("create_key", "POST", "/api/admin/keys", body, headers=HEADERS)
    assert status == 201

    async def asked(name):
        path = f"/api/data-providers/{name}"
        mine = {**HEADERS, "x-functions-key": key["secret"]}
        status, answer, _ = await app.call(
            "get_data_provider", "GET", path, headers=mine, providerName=name
        )
        return status, answer

    assert (await asked("groups"))[0] == 200
    status, refused = await asked("fresh")
    assert (status, refused["error"]) == (403, "Forbidden")
    # Whether there is one does not show.
    for name in ("nowhere", "ringfence.organizations", "ringfence.workflows"):
        assert await asked(name) == (403, refused)
    assert await calls(app) == ["org-a"]


async def test_the_catalogue_and_what_is_built_in(make_app):
    keys = json.dumps({"admin": {"key": KEY, "admin": True}})
    app = make_app({"data_providers/samples.py": PROVIDERS}, ENGINE_FUNCTION_KEYS=keys)
    _, answer, _ = await app.call("list_data_providers", "GET", "/api/data-providers")
    names = [one["name"] for one in answer["dataProviders"]]
    assert names == [
        "ringfence.organizations",
        "ringfence.workflows",
        "broken",
        "fresh",
        "groups",
        "odd",
    ]
    _, answer = await ask(app, "ringfence.workflows")
    assert [one["value"] for one in answer["options"]] == ["calls", "form"]
    _, answer = await ask(app, "ringfence.organizations")
    assert [one["value"] for one in answer["options"]] == ["org-a", "org-b"]


async def test_who_is_no_admin_sees_the_own_organization_only(app):
    _, answer = await ask(app, "ringfence.organizations")
    assert answer["options"] == [{"label": "Name of org-a", "value": "org-a", "metadata": {}}]
