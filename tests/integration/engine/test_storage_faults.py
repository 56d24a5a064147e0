"""Storage that is down, slow or failing half-way: nothing half-recorded, no restart needed."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable

import aiohttp
import pytest
from aiohttp import web
from yarl import URL

from engine.shared.storage.errors import StorageRejectedError, StorageUnavailableError
from engine.shared.storage.tables import _CLIENT_OPTIONS, Table, Tables
from tests.integration.engine.harness_engine import HEADERS

WORKFLOWS = """
    RUNS = []

    @workflow("count", "Counts its runs")
    def count(context):
        RUNS.append(1)
        context.log("info", "ran")
        return len(RUNS)

    @workflow("ask", "Tells how often count ran")
    def ask(context):
        return len(RUNS)
"""

Fault = Callable[[str, str], int | str | None]


def no_fault(method: str, path: str) -> None:
    """Let everything pass."""


class Proxy:
    """A reverse proxy in front of Azurite whose `fault` decides what goes wrong.

    It returns a status to answer with, "drop" to cut the connection, "lose" to cut it after
    storage has done its work, "hang" never to answer, "slow" to wait a little, or None to pass the
    request on.
    """

    def __init__(self, target: str) -> None:
        self.target = target
        self.fault: Fault = no_fault

    async def handle(self, request: web.Request) -> web.StreamResponse:
        verdict = self.fault(request.method, request.path)
        if verdict == "hang":
            await asyncio.sleep(60)
        if verdict == "slow":
            await asyncio.sleep(0.6)
        if verdict == "drop":
            request.transport.close()
            return web.Response()
        if isinstance(verdict, int):
            return web.Response(status=verdict)
        async with aiohttp.ClientSession(auto_decompress=False) as session:
            passed = await session.request(
                request.method,
                # As it came: another spelling of the path would break its signature.
                URL(f"{self.target}{request.raw_path}", encoded=True),
                data=await request.read() or None,
                skip_auto_headers=["Content-Type"],
                headers={k: v for k, v in request.headers.items() if k.lower() != "host"},
            )
            body = await passed.read()
        if verdict == "lose":
            request.transport.close()
            return web.Response()
        headers = {
            name: value
            for name, value in passed.headers.items()
            if name.lower() not in {"content-length", "transfer-encoding", "connection"}
        }
        return web.Response(status=passed.status, body=body, headers=headers)


@pytest.fixture
async def proxy(storage: str) -> AsyncIterator[tuple[Proxy, str]]:
    """A proxy and the connection string that leads through it."""
    fields = dict(part.split("=", 1) for part in storage.strip(";").split(";"))
    endpoint = fields["TableEndpoint"]
    origin, account = endpoint.rsplit("/", 1)
    faulty = Proxy(origin)
    app = web.Application()
    app.router.add_route("*", "/{tail:.*}", faulty.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    yield faulty, storage.replace(endpoint, f"http://127.0.0.1:{port}/{account}")
    await runner.cleanup()


@pytest.fixture
def app(make_app, proxy):
    return make_app({"workflows/counting.py": WORKFLOWS}, connection=proxy[1])


@pytest.fixture(autouse=True)
def quick_retries(monkeypatch):
    """Faults that retrying cannot cure are given up soon: as often as ever, but sooner."""
    monkeypatch.setattr("engine.shared.storage.tables._DEADLINE", 1.5)
    monkeypatch.setattr("engine.shared.storage.queues._DEADLINE", 1.5)
    options = {**_CLIENT_OPTIONS, "retry_backoff_factor": 0.01}
    monkeypatch.setattr("engine.shared.storage.tables._CLIENT_OPTIONS", options)


def on(table: str, outcome: int | str, *methods: str) -> Fault:
    """Return a fault of one table, for some methods or all."""

    def fault(method: str, path: str) -> int | str | None:
        # Executions are written in transactions, whose path does not name the table.
        name = path.split("/")[2].split("(", maxsplit=1)[0]
        wanted = (name if name != "$batch" else "WorkflowExecutions") == table
        return outcome if wanted and (not methods or method in methods) else None

    return fault


async def runs(app) -> int:
    return (await app.run("ask"))[1]["result"]


@pytest.mark.parametrize("outcome", [500, 503, 429, 403, "drop", "hang"])
async def test_storage_that_fails_altogether(app, proxy, outcome):
    await app.run("ask")
    proxy[0].fault = lambda method, path: outcome
    begun = time.monotonic()
    status, answer, headers = await app.call(
        "execute_workflow", "POST", "/api/workflows/count", workflowName="count"
    )
    assert time.monotonic() - begun < 5
    assert (status, answer["error"]) == (503, "ServiceUnavailable")
    assert int(headers["Retry-After"]) > 0
    assert (await app.health())[0] == 200
    proxy[0].fault = no_fault
    assert await runs(app) == 0
    assert (await app.run("count"))[1]["status"] == "Success"


@pytest.fixture
async def half_open(storage: str) -> AsyncIterator[str]:
    """Connection string of a storage that accepts connections and never says a word."""
    held = []

    async def accept(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        held.append(writer)

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    fields = dict(part.split("=", 1) for part in storage.strip(";").split(";"))
    mute = storage.replace(fields["TableEndpoint"], f"http://127.0.0.1:{port}/a")
    yield mute.replace(fields["QueueEndpoint"], f"http://127.0.0.1:{port}/a")
    for writer in held:
        writer.close()
    server.close()


async def test_storage_that_never_answers_ends_every_request_at_its_deadline(
    make_app, half_open, monkeypatch
):
    # What one operation may take by itself is longer than what a request may take.
    monkeypatch.setattr("engine.shared.storage.tables._DEADLINE", 15.0)
    monkeypatch.setattr("engine.shared.middleware.REQUEST_SECONDS", 1.0)
    monkeypatch.setattr("engine.shared.execution_logger._WITHDRAWAL_SECONDS", 0.5)
    keys = {"tests": {"key": HEADERS["x-functions-key"], "admin": True}}
    app = make_app(
        {"workflows/counting.py": WORKFLOWS},
        connection=half_open,
        ENGINE_FUNCTION_KEYS=json.dumps(keys),
    )
    one = {"executionId": "0" * 32}
    issued = {**HEADERS, "x-functions-key": f"rfk_{'0' * 16}_{'A' * 43}"}

    async def ask(name, method, headers=HEADERS, **route):
        begun = time.monotonic()
        answer = await app.call(name, method, f"/api/{name}", headers=headers, **route)
        return *answer, time.monotonic() - begun

    answers = await asyncio.gather(
        ask("execute_workflow", "POST", workflowName="count"),
        ask("execute_workflow", "POST", issued, workflowName="count"),
        ask("list_executions", "GET"),
        ask("get_execution", "GET", **one),
        ask("cancel_execution", "POST", **one),
        ask("list_data_providers", "GET"),
        ask("query_audit", "GET"),
    )
    for status, answer, headers, seconds in answers:
        assert (status, answer["error"]) == (503, "ServiceUnavailable")
        assert int(headers["Retry-After"]) > 0
        assert seconds < 2.5
    assert (await app.health())[0] == 200


async def test_storage_that_is_down_from_the_start(make_app):
    nowhere = (
        "DefaultEndpointsProtocol=http;AccountName=a;AccountKey=a2V5;"
        "TableEndpoint=http://127.0.0.1:9/a"
    )
    app = make_app({"workflows/counting.py": WORKFLOWS}, connection=nowhere)
    assert (await app.run("count"))[0] == 503
    assert (await app.health())[1]["status"] == "ok"


async def test_without_an_audit_row_nothing_runs(app, proxy):
    assert await runs(app) == 0
    proxy[0].fault = on("AuditLog", 500)
    keyed = {**HEADERS, "Idempotency-Key": "k"}
    assert (await app.run("count", headers=keyed))[0] == 503
    proxy[0].fault = no_fault
    assert await runs(app) == 0
    # The record was written beside the audit row, and is taken back with everything of it.
    for table in ("WorkflowExecutions", "UserExecutions"):
        names = {row.get("WorkflowName") for row in app.table(table)}
        assert names <= {"ask"}
    assert not [r for r in app.table("WorkflowExecutions") if not r["RowKey"][0].isdigit()]
    assert (await app.run("count", headers=keyed))[1]["result"] == 1


async def test_an_audit_row_without_status_is_no_reason_to_fail(app, proxy, caplog):
    proxy[0].fault = on("AuditLog", 500, "PATCH")
    assert (await app.run("count"))[0] == 200
    assert "keeps no status code 200" in caplog.text
    (row,) = app.table("AuditLog")
    assert "StatusCode" not in row


@pytest.mark.parametrize("table", ["Organizations", "Users", "OrgConfig"])
async def test_what_cannot_be_read_is_not_guessed(app, proxy, table):
    proxy[0].fault = on(table, 500)
    assert (await app.run("count"))[0] == 503
    assert app.table("WorkflowExecutions") == []


@pytest.mark.parametrize("table", ["WorkflowExecutions", "UserExecutions"])
async def test_a_start_that_cannot_be_recorded_leaves_nothing_behind(app, proxy, table):
    proxy[0].fault = on(table, 500, "PUT", "POST")
    assert (await app.run("count"))[0] == 503
    assert app.table("WorkflowExecutions") == []
    assert app.table("UserExecutions") == []
    proxy[0].fault = no_fault
    assert await runs(app) == 0


async def test_a_start_that_cannot_be_taken_back_is_logged(app, proxy, caplog):
    def fault(method, path):
        return 500 if (method, "Executions" in path) == ("DELETE", True) else user(method, path)

    user = on("UserExecutions", 500)
    proxy[0].fault = fault
    assert (await app.run("count"))[0] == 503
    assert "cannot be taken back; the sweeper will end it" in caplog.text


def after(count: int, outcome: int | str) -> Fault:
    """Return a fault of all transactions after the first ``count``."""
    seen: list[str] = []

    def fault(method: str, path: str) -> int | str | None:
        if path.endswith("$batch"):
            seen.append(method)
            return outcome if len(seen) > count else None
        return None

    return fault


async def test_an_end_that_cannot_be_recorded_is_told_and_recorded_later(app, proxy, caplog):
    proxy[0].fault = after(1, 500)
    status, answer, headers = await app.call(
        "execute_workflow", "POST", "/api/workflows/count", workflowName="count"
    )
    assert (status, answer["error"]) == (503, "ServiceUnavailable")
    assert answer["details"]["status"] == "Success"
    assert answer["details"]["executionId"] in caplog.text
    assert "Retry-After" not in headers
    proxy[0].fault = no_fault
    assert await runs(app) == 1
    errors = [r for r in caplog.records if "could not be recorded" in r.getMessage()]
    assert [record.levelname for record in errors] == ["ERROR"]
    for _ in range(100):
        record = ended(app, answer["details"]["executionId"])
        if record["Status"] != "Running":
            break
        await asyncio.sleep(0.1)
    assert (record["Status"], json.loads(record["Result"])) == ("Success", 1)


async def test_an_end_that_takes_long_to_write_is_recorded_in_the_end(app, proxy, monkeypatch):
    monkeypatch.setattr("engine.shared.executor._STORE_SECONDS", 0.25)
    monkeypatch.setattr("engine.shared.executor.LEASE_SECONDS", 2.0)
    proxy[0].fault = after(1, "slow")
    status, answer = await app.run("count")
    assert (status, answer["details"]["status"]) == (503, "Success")
    deadline = time.monotonic() + 20
    while (end := ended(app, answer["details"]["executionId"]))["Status"] == "Running":
        assert time.monotonic() < deadline
        # Nobody takes its worker for lost meanwhile.
        await app.functions["sweep_executions"](None)
        await asyncio.sleep(0.1)
    assert (end["Status"], json.loads(end["Result"])) == ("Success", 1)


def ended(app, execution_id):
    """Return the record of an execution."""
    (record,) = (
        row
        for row in app.table("WorkflowExecutions")
        if row.get("ExecutionId") == execution_id and "Status" in row
    )
    return record


async def test_a_user_list_that_is_behind_the_record_tells_the_truth(app, proxy):
    puts = []

    def fault(method, path):
        if method == "PUT" and "/UserExecutions(" in path:
            puts.append(path)
            return 500 if len(puts) > 1 else None
        return None

    proxy[0].fault = fault
    assert (await app.run("count"))[1]["status"] == "Success"
    proxy[0].fault = no_fault
    assert app.table("UserExecutions")[0]["Status"] == "Running"
    _, answer, _ = await app.call(
        "list_executions", "GET", "/api/executions", params={"mine": "true"}
    )
    assert [one["status"] for one in answer["executions"]] == ["Success"]


async def test_a_lost_answer_is_retried_without_a_second_row(app, proxy):
    lost = []

    def fault(method, path):
        if path.endswith("$batch") and len(lost) < 2:
            lost.append(path)
            return "lose"
        return None

    proxy[0].fault = fault
    assert (await app.run("count"))[1]["result"] == 1
    assert len(lost) == 2
    (record,) = app.table("WorkflowExecutions")
    assert record["Status"] == "Success"


async def test_a_table_that_vanishes_comes_back_without_restart(app):
    assert (await app.run("count"))[0] == 200
    app.rows.delete_table("AuditLog")
    assert (await app.run("count"))[0] == 503
    assert (await app.run("count"))[0] == 200


async def test_a_table_that_vanishes_under_a_read_is_no_missing_row(app, monkeypatch):
    monkeypatch.setattr("engine.shared.storage.recent.FRESH_SECONDS", 0)
    assert (await app.run("count"))[0] == 200
    app.rows.delete_table("Organizations")
    assert (await app.run("count"))[0] == 503
    status, answer = await app.run("count")
    assert (status, answer["error"]) == (403, "Forbidden")


async def test_refused_imports_wait_until_they_can_be_written(make_app, proxy, caplog):
    files = {"workflows/counting.py": WORKFLOWS, "workflows/bad.py": "import engine.execute\n"}
    app = make_app(files, connection=proxy[1])
    puts = []

    def fault(method, path):
        if method == "PUT" and "/AuditLog(" in path:
            puts.append(path)
            return 500 if len(puts) > 1 else None
        return None

    proxy[0].fault = fault
    assert (await app.run("count"))[0] == 200
    assert "refused imports wait" in caplog.text
    proxy[0].fault = no_fault
    assert (await app.run("count"))[0] == 200
    kinds = [row["EventType"] for row in app.table("AuditLog")]
    assert kinds.count("engine_violation_attempt") == 1


async def test_an_unexpected_failure_is_an_incident_and_not_described(app, monkeypatch, caplog):
    class Broken:
        async def config(self):
            raise RuntimeError("hunter2")

    from engine.shared.organization_store import OrganizationStore

    monkeypatch.setattr(OrganizationStore, "config", Broken.config)
    status, answer = await app.run("count")
    assert (status, answer["error"]) == (500, "InternalError")
    assert "hunter2" not in json.dumps(answer)
    assert answer["details"]["incident"] in caplog.text
    assert "hunter2" in caplog.text
    assert app.table("AuditLog")[0]["StatusCode"] == 500


def test_each_event_loop_has_its_own_connections(storage):
    tables = Tables(storage)

    async def write_and_read(number):
        partition = tables.partition(Table.ORGANIZATIONS, "ORG")
        await partition.put(f"o{number}", {"Name": str(number)})
        return (await partition.get(f"o{number}"))["Name"]

    assert [asyncio.run(write_and_read(number)) for number in range(3)] == ["0", "1", "2"]


async def test_closing_is_possible_at_any_time(storage):
    tables = Tables(storage)
    await tables.close()
    partition = tables.partition(Table.USERS, "USER")
    assert await partition.get("nobody") is None
    await tables.close()
    await partition.put("bo", {"DisplayName": "Bo"})
    assert (await partition.get("bo"))["DisplayName"] == "Bo"
    await tables.close()


async def test_partitions_cannot_be_left(storage):
    tables = Tables(storage)
    await tables.partition(Table.ORG_CONFIG, "org-b").put("config:k", {"Value": "b"})
    for key in ("org-a", "org-a' or PartitionKey eq 'org-b", "org-b'", "' or '1' eq '1"):
        mine = tables.partition(Table.ORG_CONFIG, key)
        await mine.put("config:x", {"Value": key, "PartitionKey": "org-b"})
        assert [row["Value"] for row in await mine.list("config:", "config;")] == [key]
        assert await mine.get("config:k") is None
        await mine.delete("config:k")
    theirs = tables.partition(Table.ORG_CONFIG, "org-b")
    assert [row["Value"] for row in await theirs.list("config:", "config;")] == ["b"]


async def test_a_row_that_storage_cannot_take_is_a_defect_and_not_an_outage(storage):
    partition = Tables(storage).partition(Table.USERS, "USER")
    with pytest.raises(StorageRejectedError, match="storage answered 4"):
        await partition.put("bo", {"Text": "x" * 40_000})


# The SDK itself tests an XML element's truth value, which Python 3.12 and later warn about.
@pytest.mark.filterwarnings("ignore:Testing an element's truth value:DeprecationWarning")
async def test_the_wrong_account_key_is_an_outage(storage):
    fields = [
        f if not f.startswith("AccountKey") else "AccountKey=d3Jvbmc=" for f in storage.split(";")
    ]
    partition = Tables(";".join(fields)).partition(Table.USERS, "USER")
    with pytest.raises(StorageUnavailableError, match="403"):
        await partition.get("bo")


async def test_what_cannot_be_queued_is_not_recorded_either(make_app, storage):
    queued = """
        @workflow("later", "Later", execution_mode="async")
        def later(context):
            return 1
    """
    fields = dict(part.split("=", 1) for part in storage.strip(";").split(";"))
    nowhere = storage.replace(fields["QueueEndpoint"], "http://127.0.0.1:9/a")
    app = make_app({"workflows/later.py": queued}, connection=nowhere)
    key = {**HEADERS, "Idempotency-Key": "k"}
    status, answer, headers = await app.call(
        "execute_workflow", "POST", "/api/workflows/later", headers=key, workflowName="later"
    )
    assert (status, answer["error"]) == (503, "ServiceUnavailable")
    assert int(headers["Retry-After"]) > 0
    assert app.table("WorkflowExecutions") == []
    assert app.table("UserExecutions") == []
