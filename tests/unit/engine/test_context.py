"""The context: what it gives, and that nothing on it leads anywhere."""

from __future__ import annotations

import copy
import gc
import pickle

import pytest

from engine.sdk import ConfigurationError, OrganizationContext, build_test_context
from engine.shared.cache import CacheStore, CacheStores, open_cache
from engine.shared.config_values import ConfigRow, resolve
from engine.shared.context import Caller, Organization, open_context, state_of
from engine.shared.execution_state import ExecutionState


def context_of(state_changes=None, **config):
    state = ExecutionState(
        execution_id="e1",
        organization=Organization("org-a", "A"),
        caller=Caller("u@a.example", "u@a.example", "U"),
        config=resolve([], [ConfigRow(k, v[1], v[0]) for k, v in config.items()]),
        read_secret=state_changes,
        store=CacheStore(),
    )
    return open_context(state), state


def test_identity_of_organization_caller_and_execution():
    context = build_test_context(org_id="org-a", org_name="A", tenant_id="t", execution_id="e9")
    assert (context.org_id, context.org_name, context.tenant_id) == ("org-a", "A", "t")
    assert context.executed_by == context.executed_by_email == "tester@example.com"
    assert (context.executed_by_name, context.execution_id) == ("Tester", "e9")
    assert repr(context) == "<OrganizationContext of org-a>"


def test_without_organization_the_identity_is_none():
    context = build_test_context(org_id=None)
    assert (context.org_id, context.org_name, context.tenant_id) == (None, None, None)


def test_a_context_cannot_be_forged_copied_or_extended():
    context = build_test_context()
    with pytest.raises(TypeError, match="build_test_context"):
        OrganizationContext("org-b")
    with pytest.raises(TypeError, match="one execution"):
        copy.copy(context)
    with pytest.raises(TypeError, match="one execution"):
        pickle.dumps(context)
    with pytest.raises(AttributeError):
        context.org_id = "org-b"
    with pytest.raises(AttributeError):
        context.anything = 1


def test_nothing_reachable_from_the_context_object_but_its_class():
    context = build_test_context()
    assert not hasattr(context, "__dict__")
    assert not hasattr(context, "__slots__")
    private = [n for n in dir(context) if n.startswith("_") and not n.startswith("__")]
    assert private == []
    values = [getattr(context, name) for name in dir(context)]
    assert not [value for value in values if isinstance(value, ExecutionState)]


def test_config_with_default_and_presence():
    context = build_test_context(config={"a": 1, "none": None})
    assert context.get_config("a") == 1
    assert context.get_config("b") is None
    assert context.get_config("b", "x") == "x"
    assert (context.has_config("none"), context.has_config("b")) == (True, False)


def test_config_values_are_copies():
    context, _ = context_of(groups=("json", '{"names": ["a"]}'))
    context.get_config("groups")["names"].append("b")
    assert context.get_config("groups") == {"names": ["a"]}


@pytest.mark.parametrize(
    ("row", "reason"),
    [(("int", "many"), "not of its type, int"), (("secret_ref", "vault-name"), "get_secret")],
)
def test_unreadable_config_says_why_and_only_when_asked_for(row, reason):
    context, _ = context_of(good=("int", "5"), bad=row)
    assert context.get_config("good") == 5
    assert context.has_config("bad")
    with pytest.raises(ConfigurationError, match=reason):
        context.get_config("bad", 1)


async def test_secrets_are_read_and_remembered_for_redaction():
    context = build_test_context(secrets={"crm": "hunter2"})
    assert await context.get_secret("crm") == "hunter2"
    assert state_of(context).secrets == {"hunter2"}
    with pytest.raises(ConfigurationError, match="'other'"):
        await context.get_secret("other")
    with pytest.raises(TypeError, match="must be a str"):
        await context.get_secret(7)


def test_logs_and_checkpoints_are_snapshots_a_test_can_read():
    logs, checkpoints = [], []
    context = build_test_context(logs=logs, checkpoints=checkpoints)
    data = {"n": 1}
    context.log("WARN", "careful", data)
    context.save_checkpoint("half", data)
    data["n"] = 2
    assert [(e["level"], e["message"], e["data"]) for e in logs] == [
        ("warning", "careful", {"n": 1})
    ]
    assert [(e["name"], e["data"]) for e in checkpoints] == [("half", {"n": 1})]
    assert logs[0]["timestamp"].endswith("Z")


def test_a_log_line_survives_data_that_is_not_json():
    logs = []
    build_test_context(logs=logs).log("info", "odd", {"object": object()})
    assert logs[0]["data"].startswith("<not JSON: ")


def test_unknown_log_level_names_the_known_ones():
    with pytest.raises(ValueError, match="critical, debug, error, info"):
        build_test_context().log("loud", "x")


def test_variables():
    context = build_test_context(variables={"source": "psa"})
    context.set_variable("n", 1)
    assert (context.get_variable("source"), context.get_variable("n")) == ("psa", 1)
    assert context.get_variable("absent", "d") == "d"


def test_scratch_is_made_once_and_removed_with_the_execution():
    context, state = context_of()
    scratch = context.scratch
    (scratch / "file").write_text("x")
    assert context.scratch == scratch
    state.close()
    assert not scratch.exists()
    with pytest.raises(RuntimeError, match="has ended"):
        _ = context.scratch


def test_scratch_of_a_forgotten_test_context_is_removed():
    context = build_test_context()
    scratch = context.scratch
    del context
    gc.collect()
    assert not scratch.exists()


def test_cache_keeps_expires_and_forgets(monkeypatch):
    now = [100.0]
    monkeypatch.setattr("engine.shared.cache.time.monotonic", lambda: now[0])
    cache = open_cache(CacheStore())
    cache.set("k", "v", ttl_seconds=10)
    assert cache.get("k") == "v"
    now[0] = 110.0
    assert cache.get("k", "gone") == "gone"
    cache.set("k", "v")
    cache.delete("k")
    cache.delete("k")
    assert cache.get("k") is None


def test_cache_drops_the_least_recently_used(monkeypatch):
    monkeypatch.setattr("engine.shared.cache.MAX_ENTRIES", 2)
    cache = open_cache(CacheStore())
    cache.set("a", 1)
    cache.set("b", 2)
    cache.get("a")
    cache.set("c", 3)
    assert [cache.get(k) for k in "abc"] == [1, None, 3]


def test_caches_of_organizations_are_apart_and_have_no_handle():
    stores = CacheStores()
    first, second = open_cache(stores.of("org-a")), open_cache(stores.of("org-b"))
    first.set("k", "a")
    assert second.get("k") is None
    assert open_cache(stores.of("org-a")).get("k") == "a"
    assert not [name for name in dir(first) if isinstance(getattr(first, name), CacheStore)]


def test_a_hand_made_context_shares_no_cache():
    build_test_context(org_id="org-a").cache.set("k", 1)
    assert build_test_context(org_id="org-a").cache.get("k") is None


@pytest.mark.parametrize("ttl", [0, -1, True])
def test_cache_refuses_senseless_lifetimes_and_keys(ttl):
    cache = open_cache(CacheStore())
    with pytest.raises(ValueError, match="ttl_seconds"):
        cache.set("k", 1, ttl)
    with pytest.raises(TypeError, match="cache key"):
        cache.get(7)


async def test_a_secret_in_a_message_does_not_reach_the_process_log(caplog):
    caplog.set_level("DEBUG", logger="ringfence.workflow")
    context = build_test_context(secrets={"crm": "hunter2"})
    context.log("info", f"the secret is {await context.get_secret('crm')}")
    assert "the secret is [redacted]" in caplog.text
    assert "hunter2" not in caplog.text
