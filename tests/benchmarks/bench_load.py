"""Load on the dev host's server and Azurite, beside a bare function with the same storage calls.

`python -m tests.benchmarks.bench_load [--seconds 30] [--callers 1,10,50]`; part of `make bench`.
The bare function replays the storage requests of one warm execution, those that the engine makes
side by side also side by side, and nothing else: no authentication, no workflow, no record.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import tempfile
import textwrap
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from tests.conftest import ACCOUNT_KEY, ROOT, free_ports
from tests.integration.engine.harness_engine import HEADERS
from tests.integration.engine.served import Served, served
from tools.azurite import connection
from tools.azurite.connection import Ports
from tools.azurite.install import ensure_installed
from tools.azurite.node import find_node
from tools.azurite.server import AzuriteServer, Launch

WORKFLOWS = """
    @workflow("echo", "Returns its input")
    @param("text", "string", required=True)
    async def echo(context, text):
        return text
"""
# Served beside the engine, in the same process: counts its storage requests and replays them.
BARE = """
import asyncio, json, os, time
import azure.functions as func
from azure.core.pipeline.transport import AioHttpTransport
from azure.data.tables.aio import TableServiceClient
STORAGE = os.environ["AzureWebJobsStorage"]
SEEN = []
send = AioHttpTransport.send
async def counted(self, request, **options):
    begun = time.monotonic()
    answer = await send(self, request, **options)
    size = len(request.body or b"") if isinstance(request.body, (bytes, str)) else 0
    SEEN.append((begun, time.monotonic(), request.method, request.url.split("?")[0], size))
    return answer
AioHttpTransport.send = counted
"""
ROUTES = """
bare = func.Blueprint()
CLIENT = []
GROUPS = []
def kind(url):
    name = url.rsplit("/", 1)[1]
    return "batch" if name == "$batch" else "query" if name.endswith("()") else "row"
async def one(method, what, size, number):
    table = CLIENT[0].get_table_client("BareRows")
    row = {"PartitionKey": "p", "RowKey": f"{time.time_ns()}{number}", "Text": "x" * size}
    if what == "batch":
        half = {**row, "Text": "x" * (size // 2)}
        other = {**half, "RowKey": row["RowKey"] + "b"}
        await table.submit_transaction([("upsert", half), ("upsert", other)])
    elif what == "query":
        async for _ in table.query_entities("PartitionKey eq 'none'"):
            pass
    elif method == "GET":
        await table.get_entity("p", "fixed")
    else:
        await table.upsert_entity(row)
@bare.route(route="bench/bare", methods=["POST"], auth_level=func.AuthLevel.ANONYMOUS)
async def replay(req: func.HttpRequest) -> func.HttpResponse:
    if not CLIENT:
        CLIENT.append(TableServiceClient.from_connection_string(STORAGE))
        table = await CLIENT[0].create_table_if_not_exists("BareRows")
        await table.upsert_entity({"PartitionKey": "p", "RowKey": "fixed", "Text": "x"})
    for group in GROUPS:
        await asyncio.gather(*(one(*call, n) for n, call in enumerate(group)))
    return func.HttpResponse("{}", mimetype="application/json")
@bare.route(route="bench/seen", methods=["POST"], auth_level=func.AuthLevel.ANONYMOUS)
async def seen(req: func.HttpRequest) -> func.HttpResponse:
    calls, SEEN[:] = sorted(SEEN), []
    groups, end = [], 0.0
    for begun, ended, method, url, size in calls:
        if begun >= end:
            groups.append([])
        groups[-1].append((method, kind(url), max(0, size - 400)))
        end = max(end, ended)
    if req.params.get("keep"):
        GROUPS[:] = groups
    found = json.dumps([len(calls), len(groups), groups])
    return func.HttpResponse(found, mimetype="application/json")
app.register_functions(bare)
"""


@dataclass(frozen=True)
class Result:
    """One run: executions per second and milliseconds at the percentiles."""

    rate: float
    p50: float
    p95: float
    p99: float
    count: int
    failed: int


async def load(url: str, body: str, callers: int, seconds: float) -> Result:
    """Call `url` from so many callers at once, each waiting for its answer."""
    times: list[float] = []
    failed = 0
    ends = time.monotonic() + seconds

    async def caller(session: aiohttp.ClientSession) -> None:
        nonlocal failed
        while time.monotonic() < ends:
            begun = time.monotonic()
            async with session.post(url, data=body, headers=HEADERS) as answer:
                await answer.read()
                failed += answer.status != 200
            times.append((time.monotonic() - begun) * 1000)

    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector) as session:
        begun = time.monotonic()
        await asyncio.gather(*(caller(session) for _ in range(callers)))
        spent = time.monotonic() - begun
    times.sort()

    def at(share: float) -> float:
        return times[min(len(times) - 1, int(len(times) * share))]

    return Result(len(times) / spent, at(0.5), at(0.95), at(0.99), len(times), failed)


def memory(server: Served) -> float:
    """Resident memory of the server, MiB."""
    assert server.process is not None
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


def run(server: Served, callers: list[int], seconds: float, say: Callable[[str], None]) -> None:
    """Measure and print."""
    base = f"http://127.0.0.1:{server.port}/api"
    body = json.dumps({"text": "hello"})
    for _ in range(20):
        server.call("POST", "workflows/echo", {"text": "warm"})
    server.call("POST", "bench/seen")
    server.call("POST", "workflows/echo", {"text": "one"})
    time.sleep(0.3)
    calls, rounds, groups = server.call("POST", "bench/seen?keep=1")[1]
    say(f"storage requests per warm execution: {calls}, in {rounds} sequential round trips")
    for group in groups:
        say("  " + ", ".join(f"{method} {what}" for method, what, _ in group))
    server.call("POST", "bench/bare")
    before, done = memory(server), 0
    say(f"{'callers':>8}{'':>10}{'per s':>8}{'p50 ms':>9}{'p95 ms':>9}{'p99 ms':>9}{'failed':>8}")
    for number in callers:
        found = {}
        for name, path in (("bare", "bench/bare"), ("engine", "workflows/echo")):
            one = asyncio.run(load(f"{base}/{path}", body, number, seconds))
            found[name] = one
            say(
                f"{number:>8}{name:>10}{one.rate:>8.1f}{one.p50:>9.1f}{one.p95:>9.1f}"
                f"{one.p99:>9.1f}{one.failed:>8}"
            )
        done += found["engine"].count
        overhead = found["engine"].p50 / found["bare"].p50 - 1
        say(f"{number:>8}{'overhead':>10}{overhead:>+8.0%} at p50")
    say(f"memory: {before:.0f} MiB before, {memory(server):.0f} MiB after {done} executions")


def main() -> None:
    """Start Azurite and a server of their own, and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--callers", default="1,10,50")
    args = parser.parse_args()
    node = find_node()
    script = ensure_installed(ROOT / ".ringfence" / "azurite", node, print)
    ports = Ports(*free_ports(3))
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        launch = Launch(node, script, ports, root / "a.log", accounts={"bench": ACCOUNT_KEY})
        with AzuriteServer.start(launch):
            storage = connection.connection_string(ports, "bench", ACCOUNT_KEY)
            with served(root, storage, WORKFLOWS, wrap) as server:
                run(server, [int(one) for one in args.callers.split(",")], args.seconds, print)


def wrap(app: str) -> str:
    """Return the source of an app with the bare function beside the engine."""
    # Without the tests' frequent sweeps, which would be counted.
    lines = [line for line in textwrap.dedent(app).splitlines() if "_EVERY_MINUTE" not in line]
    return "\n".join([BARE, *lines, ROUTES])


if __name__ == "__main__":
    main()
