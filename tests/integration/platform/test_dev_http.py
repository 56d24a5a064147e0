"""One running dev host, called as clients call it: every promised status, and what is stored."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from azure.data.tables import TableServiceClient

from tests.integration.platform.harness import DevHost, call, copy_checkout, dev_host

PARAMETERS = {
    "first_name": "Jamie",
    "last_name": "Rivera",
    "email": "jamie.rivera@contoso.example",
}


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DevHost]:
    with dev_host(copy_checkout(tmp_path_factory.mktemp("checkout"))) as one:
        yield one


def test_printed_curl_line_works_as_pasted(host: DevHost) -> None:
    start = host.running.output.index("curl ")
    command = host.running.output[start : host.running.output.index("\n\n", start)]
    pasted = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=True)
    assert '"status": "Success"' in pasted.stdout


def test_success_is_recorded_and_audited(host: DevHost) -> None:
    answer = host.run_workflow("user_onboarding", PARAMETERS)
    assert answer.status == 200
    body = answer.json()
    assert body["status"] == "Success"
    assert body["result"]["organization"] == "Contoso Ltd"
    with TableServiceClient.from_connection_string(host.storage) as service:

        def rows(table: str, partition: str) -> list[Any]:
            query = "PartitionKey eq @partition"
            client = service.get_table_client(table)
            return list(client.query_entities(query, parameters={"partition": partition}))

        execution = body["executionId"]
        organization = rows("WorkflowExecutions", "org-contoso")
        own = rows("UserExecutions", "tech@ringfence.example")
        audit = rows("AuditLog", f"{datetime.now(UTC):%Y-%m-%d}")
    assert sum(row["RowKey"].endswith(execution) for row in organization) == 1
    assert sum(row["RowKey"].endswith(execution) for row in own) == 1
    (last, *_) = sorted(audit, key=lambda row: row["RowKey"])
    assert last["EventType"] == "function_key_access"
    assert last["OrgId"] == "org-contoso"
    assert last["KeyName"] == "local-dev"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"X_Organization_Id": "org-northwind"}, 403),
        ({"X_Organization_Id": "org-nowhere"}, 403),
        ({"X_Organization_Id": None}, 400),
        ({"x_functions_key": None}, 403),
        ({"x_functions_key": "wrong"}, 403),
        ({"x_functions_key": ""}, 403),
    ],
)
def test_callers_who_may_not(host: DevHost, headers: dict[str, str | None], status: int) -> None:
    answer = host.run_workflow("user_onboarding", PARAMETERS, **headers)
    assert answer.status == status
    assert set(answer.json()) >= {"error", "message"}


def test_unknown_workflow_is_404(host: DevHost) -> None:
    answer = host.run_workflow("no_such_workflow")
    assert answer.status == 404
    assert answer.json()["error"] == "NotFound"


@pytest.mark.parametrize(
    ("body", "parameter"),
    [
        ({"first_name": "Jamie", "last_name": "Rivera"}, "email"),
        (PARAMETERS | {"email": "not an address"}, "email"),
        (PARAMETERS | {"first_name": ["a"]}, "first_name"),
    ],
)
def test_missing_and_wrong_parameters_are_named(
    host: DevHost, body: dict[str, Any], parameter: str
) -> None:
    answer = host.run_workflow("user_onboarding", body)
    assert answer.status == 400
    assert answer.json()["error"] == "ValidationError"
    assert parameter in answer.body.decode()


@pytest.mark.parametrize("text", ["{", "", "[1]", '"x"'])
def test_malformed_json_is_400(host: DevHost, text: str) -> None:
    answer = host.run_workflow("user_onboarding", text)
    assert answer.status == 400
    assert answer.json()["error"] in {"BadRequest", "ValidationError"}


def test_health_and_metadata(host: DevHost) -> None:
    health = host.health()
    assert health.status == 200
    assert health.json()["status"] == "ok"
    metadata = call(host.port, "GET", "/api/registry/metadata", None, host.headers())
    assert metadata.status == 200
    assert "user_onboarding" in metadata.body.decode()


def test_unknown_route_and_wrong_method_are_404(host: DevHost) -> None:
    assert call(host.port, "GET", "/api/absent").status == 404
    assert call(host.port, "GET", "/api/workflows/user_onboarding").status == 404


def test_settings_were_made_for_this_checkout_only(host: DevHost) -> None:
    assert "settings: made local.settings.json with a new function key" in host.running.output
    assert (Path(host.root) / "local.settings.json").stat().st_mode & 0o077 == 0
