"""Start-up: an app in every case, and the truth about it at /api/health."""

from __future__ import annotations

import json

import pytest

from engine.shared.seal import SEAL_PATH
from tests.integration.engine.harness_engine import HEADERS, seal

GOOD = """
    @workflow("fine", "Works")
    async def fine(context):
        return "fine"
"""


async def assert_failed(app, reason, file, remedy):
    status, health = await app.health()
    assert (status, health["status"]) == (503, "failed")
    assert reason in health["reason"]
    assert health["file"] == file
    assert remedy in health["remedy"]
    for name, route in (("execute_workflow", {"workflowName": "fine"}), ("registry_metadata", {})):
        status, answer, _ = await app.call(name, "POST", "/api/x", **route)
        assert (status, answer["error"]) == (503, "EngineNotReady")
        assert answer["details"] == {key: health[key] for key in ("reason", "file", "remedy")}


async def test_a_good_workspace(make_app):
    app = make_app({"workflows/good.py": GOOD})
    assert await app.health() == (
        200,
        {
            "status": "ok",
            "reason": None,
            "file": None,
            "remedy": None,
            "ruleset": "test-rules",
            "workflows": 1,
            "dataProviders": 0,
            "quarantined": [],
        },
    )


async def test_an_empty_workspace_is_fine(make_app):
    status, health = await make_app().health()
    assert (status, health["status"], health["workflows"]) == (200, "ok", 0)


async def test_without_a_seal(make_app, caplog):
    app = make_app({"workflows/good.py": GOOD}, before_start=lambda _: None)
    await assert_failed(app, "there is no seal", SEAL_PATH, "ringfence seal")
    assert [r.levelname for r in caplog.records if "does not start" in r.message] == ["CRITICAL"]


async def test_one_changed_byte(make_app):
    def tamper(root):
        seal(root)
        file = root / "workspace/workflows/good.py"
        file.write_bytes(file.read_bytes().replace(b'"fine"', b'"Fine"', 1))

    app = make_app({"workflows/good.py": GOOD}, before_start=tamper)
    await assert_failed(app, "changed since", "workspace/workflows/good.py", "ringfence seal")


async def test_an_unsealed_file(make_app):
    def add(root):
        seal(root)
        (root / "workspace/workflows/extra.py").write_text("")

    app = make_app({"workflows/good.py": GOOD}, before_start=add)
    await assert_failed(app, "not in the seal", "workspace/workflows/extra.py", "ringfence seal")


async def test_a_seal_that_is_not_one(make_app):
    def scribble(root):
        (root / ".ringfence").mkdir()
        (root / SEAL_PATH).write_text("{}")

    await assert_failed(make_app(before_start=scribble), "schema", SEAL_PATH, "ringfence seal")


async def test_a_bad_setting_is_named(make_app):
    app = make_app(ENTRA_TENANT_ID="not-a-guid")
    await assert_failed(app, "setting ENTRA_TENANT_ID", None, "set ENTRA_TENANT_ID")


async def test_a_workspace_package_that_crashes_while_it_is_installed(make_app):
    app = make_app({"__init__.py": "1/0\n", "workflows/good.py": GOOD})
    await assert_failed(app, "unexpected ZeroDivisionError", None, "traceback")


async def test_a_crashing_module_is_quarantined_and_named(make_app):
    app = make_app({"workflows/good.py": GOOD, "workflows/bad.py": "1/0\n"})
    status, health = await app.health()
    assert (status, health["status"], health["workflows"]) == (200, "degraded", 1)
    assert health["quarantined"] == [
        {
            "file": "workspace/workflows/bad.py",
            "module": "workspace.workflows.bad",
            "error": "ZeroDivisionError: division by zero",
        }
    ]
    status, answer = await app.run("fine")
    assert (status, answer["result"]) == (200, "fine")


async def test_a_refused_import_is_a_quarantine_and_an_audit_row(make_app):
    bad = "from engine.shared.storage.tables import Tables\n"
    app = make_app({"workflows/good.py": GOOD, "workflows/bad.py": bad})
    _, health = await app.health()
    assert health["status"] == "degraded"
    assert "engine.shared.storage.tables" in health["quarantined"][0]["error"]
    await app.run("fine")
    events = {row["EventType"]: row for row in app.table("AuditLog")}
    details = json.loads(events["engine_violation_attempt"]["Details"])
    assert details["importer"] == "workspace.workflows.bad"
    assert details["file"].endswith("workspace/workflows/bad.py")
    assert details["line"] == 2
    assert details["module"].startswith("engine.shared.storage.tables")


async def test_an_import_refused_while_a_workflow_runs_is_audited_with_the_call(make_app):
    source = """
        @workflow("late", "Imports late")
        def late(context):
            import engine.shared.startup
    """
    app = make_app({"workflows/late.py": source})
    _, answer = await app.run("late")
    assert (answer["status"], answer["error"]["error"]) == ("Failed", "ImportError")
    kinds = sorted(row["EventType"] for row in app.table("AuditLog"))
    assert kinds == ["engine_violation_attempt", "function_key_access"]


async def test_the_registry_describes_what_is_served(make_app):
    files = {
        "workflows/good.py": """
            @workflow("fine", "Works", tags=["a"], timeout_seconds=5, retry_policy={"attempts": 2})
            @param("when", "string", label="When", help_text="A day", data_provider="days",
                   validation={"min_length": 1}, default_value="today")
            async def fine(context, when):
                return when
        """,
        "data_providers/days.py": """
            @data_provider("days", "Days", cache_ttl_seconds=60)
            async def days(context):
                return []
        """,
        "workflows/bad.py": "1/0\n",
    }
    app = make_app(files)
    path = "/api/registry/metadata"
    status, answer, headers = await app.call("registry_metadata", "GET", path)
    assert (status, headers["Cache-Control"]) == (200, "no-store")
    assert answer["workflows"] == [
        {
            "name": "fine",
            "description": "Works",
            "category": "General",
            "tags": ["a"],
            "executionMode": "sync",
            "timeoutSeconds": 5,
            "maxDurationSeconds": 300,
            "retryPolicy": {"attempts": 2},
            "schedule": None,
            "requiresOrg": True,
            "exposeInForms": True,
            "requiresApproval": False,
            "requiredPermission": "canExecuteWorkflows",
            "parameters": [
                {
                    "name": "when",
                    "type": "string",
                    "label": "When",
                    "required": False,
                    "validation": {"minLength": 1},
                    "dataProvider": "days",
                    "defaultValue": "today",
                    "helpText": "A day",
                }
            ],
        }
    ]
    assert answer["dataProviders"] == [
        {
            "name": "days",
            "description": "Days",
            "category": "General",
            "cacheTtlSeconds": 60,
            "parameters": [],
        }
    ]
    (refused,) = answer["quarantined"]
    assert (refused["file"], refused["module"]) == (
        "workspace/workflows/bad.py",
        "workspace.workflows.bad",
    )
    # Where it went wrong, line by line, for those who may ask.
    assert refused["traceback"].startswith("Traceback")
    assert "ZeroDivisionError: division by zero" in refused["traceback"]
    assert [row["Endpoint"] for row in app.table("AuditLog")] == [path]


FUNCTIONS = {
    "cancel_execution",
    "docs",
    "end_poisoned_execution",
    "execute_workflow",
    "get_data_provider",
    "get_execution",
    "health",
    "list_data_providers",
    "list_executions",
    "openapi",
    "registry_metadata",
    "run_execution",
    "sweep_executions",
}


@pytest.mark.parametrize("headers", [{}, {**HEADERS, "x-functions-key": "wrong"}])
async def test_the_registry_is_for_proven_callers(make_app, headers):
    app = make_app({"workflows/good.py": GOOD})
    status, answer, _ = await app.call("registry_metadata", "GET", "/api/x", headers=headers)
    assert (status, answer["error"]) == (403, "Unauthorized")


def test_every_function_is_open_at_the_host_and_indexed(make_app):
    app = make_app()
    assert set(app.functions) >= FUNCTIONS


def test_a_second_app_in_one_process_serves_no_stale_module(make_app):
    make_app({"workflows/good.py": GOOD})
    second = make_app({"workflows/good.py": GOOD.replace("Works", "Works again")})
    assert set(second.functions) >= FUNCTIONS
