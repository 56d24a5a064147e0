"""Load on the dev host's server and Azurite, beside a bare function with the same storage calls.

`python -m tests.benchmarks.bench_load [--seconds 30] [--callers 1,10,50] [--executions 10000]`;
part of `make bench`.
The bare function replays the storage requests of one warm execution, those that the engine makes
side by side also side by side, and nothing else: no authentication, no workflow, no record.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
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

# Bare and engine take turns so often.
_TURNS = 3
WORKFLOWS = """
    @workflow("echo", "Returns its input")
    @param("text", "string", required=True)
    async def echo(context, text):
        return text
"""
# Served beside the engine, in the same process: sees its storage requests and replays them.
METER = """
import asyncio, json, os, time, uuid
import azure.functions as func
from azure.data.tables.aio import TableServiceClient
from tests.storage_meter import Meter
STORAGE = os.environ["AzureWebJobsStorage"]
METER = Meter()
WATCH = METER.installed()
WATCH.__enter__()
"""
ROUTES = """
bare = func.Blueprint()
CLIENT = []
GROUPS = []
def table(name):
    return CLIENT[0].get_table_client("Bare" + name.strip("$"))
async def one(method, kind, name, size, key, later):
    row = {"PartitionKey": "p", "RowKey": key, "Text": "x" * size}
    if kind == "batch":
        # As the engine does: two rows come, and one of them goes.
        half = {**row, "Text": "x" * (size // 2)}
        other = {**half, "RowKey": "open:" + key}
        changes = [("upsert", row), ("delete", other)] if later else [
            ("upsert", half), ("upsert", other)]
        await table(name).submit_transaction(changes)
    elif kind == "query":
        async for _ in table(name).query_entities("PartitionKey eq 'none'"):
            pass
    elif method == "GET":
        await table(name).get_entity("p", "fixed")
    else:
        await table(name).upsert_entity(row)
@bare.route(route="bench/bare", methods=["POST"], auth_level=func.AuthLevel.ANONYMOUS)
async def replay(req: func.HttpRequest) -> func.HttpResponse:
    if not CLIENT:
        CLIENT.append(TableServiceClient.from_connection_string(STORAGE))
        for name in {call[2] for group in GROUPS for call in group}:
            await CLIENT[0].create_table_if_not_exists("Bare" + name.strip("$"))
            await table(name).upsert_entity({"PartitionKey": "p", "RowKey": "fixed", "Text": "x"})
    key = f"{9_999_999_999_999 - time.time_ns() // 1_000_000:013d}_{uuid.uuid4().hex}"
    for later, group in enumerate(GROUPS):
        await asyncio.gather(*(one(*call, key, later) for call in group))
    return func.HttpResponse("{}", mimetype="application/json")
@bare.route(route="bench/seen", methods=["POST"], auth_level=func.AuthLevel.ANONYMOUS)
async def seen(req: func.HttpRequest) -> func.HttpResponse:
    # About 400 bytes of a body are keys and frame.
    groups = [[(one.method, one.kind, one.table, max(0, one.size - 400)) for one in group]
              for group in METER.take()]
    if req.params.get("keep"):
        GROUPS[:] = groups
        # What it sees from now on would only fill the memory that is measured.
        WATCH.__exit__(None, None, None)
    return func.HttpResponse(json.dumps(groups), mimetype="application/json")
app.register_functions(bare)
"""


@dataclass(frozen=True)
class Result:
    """Calls per second, milliseconds at the percentiles, and the server's processor time a call."""

    rate: float
    cpu: float
    p50: float
    p95: float
    p99: float
    count: int
    failed: int


async def load(
    url: str, body: str, callers: int, seconds: float, most: int | None = None
) -> tuple[list[float], int]:
    """Call `url` from so many callers at once, each waiting for its answer.

    Returns:
        The milliseconds of each call, and how many calls failed.
    """
    times: list[float] = []
    failed = begun_calls = 0
    ends = time.monotonic() + seconds

    async def caller(session: aiohttp.ClientSession) -> None:
        nonlocal failed, begun_calls
        while time.monotonic() < ends and (most is None or begun_calls < most):
            begun_calls += 1
            begun = time.monotonic()
            async with session.post(url, data=body, headers=HEADERS) as answer:
                await answer.read()
                failed += answer.status != 200
            times.append((time.monotonic() - begun) * 1000)

    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector) as session:
        await asyncio.gather(*(caller(session) for _ in range(callers)))
    return times, failed


def result(times: list[float], spent: float, cpu: float, failed: int) -> Result:
    """Sum up the calls of one kind; seconds in all, and of the server's processor time."""
    times = sorted(times)

    def at(share: float) -> float:
        return times[min(len(times) - 1, int(len(times) * share))]

    count = len(times)
    milliseconds = cpu / count * 1000
    return Result(count / spent, milliseconds, at(0.5), at(0.95), at(0.99), count, failed)


def processor(server: Served) -> float:
    """Processor time of the server until now, seconds."""
    assert server.process is not None
    fields = Path(f"/proc/{server.process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory(server: Served) -> float:
    """Resident memory of the server, MiB."""
    assert server.process is not None
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


def run(server: Served, callers: list[int], seconds: float, say: Callable[[str], None]) -> None:
    """Measure and print."""
    body = json.dumps({"text": "hello"})
    for _ in range(20):
        server.call("POST", "workflows/echo", {"text": "warm"})
    server.call("POST", "bench/seen")
    server.call("POST", "workflows/echo", {"text": "one"})
    groups = server.call("POST", "bench/seen?keep=1")[1]
    calls = sum(map(len, groups))
    say(f"storage requests per warm execution: {calls}, in {len(groups)} sequential round trips")
    for group in groups:
        say("  " + ", ".join(f"{method} {kind}" for method, kind, *_ in group))
    server.call("POST", "bench/bare")
    heads = ("per s", "p50 ms", "p95 ms", "p99 ms", "cpu ms", "failed")
    say(f"{'callers':>8}{'':>10}" + "".join(f"{head:>9}" for head in heads))
    for number in callers:
        found = compare(server, body, number, seconds)
        for name, one in found.items():
            say(
                f"{number:>8}{name:>10}{one.rate:>9.1f}{one.p50:>9.1f}{one.p95:>9.1f}"
                f"{one.p99:>9.1f}{one.cpu:>9.1f}{one.failed:>9}"
            )
        engine, bare = found["engine"], found["bare"]
        rate, p50, p95 = (bare.rate / engine.rate, engine.p50 / bare.p50, engine.p95 / bare.p95)
        say(f"{number:>8}  overhead{rate - 1:>+9.0%}{p50 - 1:>+9.0%}{p95 - 1:>+9.0%}")


def compare(server: Served, body: str, callers: int, seconds: float) -> dict[str, Result]:
    """Measure both in turns, so that what else the machine does meets both alike."""
    times: dict[str, list[float]] = {"bare": [], "engine": []}
    base = f"http://127.0.0.1:{server.port}/api"
    failed = dict.fromkeys(times, 0)
    spent, cpu = dict.fromkeys(times, 0.0), dict.fromkeys(times, 0.0)
    for _ in range(_TURNS):
        for name, path in (("bare", "bench/bare"), ("engine", "workflows/echo")):
            begun, used = time.monotonic(), processor(server)
            some, bad = asyncio.run(load(f"{base}/{path}", body, callers, seconds / _TURNS))
            spent[name] += time.monotonic() - begun
            cpu[name] += processor(server) - used
            times[name] += some
            failed[name] += bad
    return {name: result(times[name], spent[name], cpu[name], failed[name]) for name in times}


def flat(server: Served, executions: int, say: Callable[[str], None]) -> None:
    """Run many executions and print the server's memory at each tenth."""
    url = f"http://127.0.0.1:{server.port}/api/workflows/echo"
    body = json.dumps({"text": "hello"})
    readings = [memory(server)]
    for _ in range(10):
        asyncio.run(load(url, body, 10, 600, executions // 10))
        readings.append(memory(server))
    say(f"memory, MiB, after each tenth of {executions} executions:")
    say("  " + " ".join(f"{one:.0f}" for one in readings))


def main() -> None:
    """Start Azurite and a server of their own, and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--callers", default="1,10,50")
    parser.add_argument("--executions", type=int, default=10_000, help="for the memory; 0: none")
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
                if args.executions:
                    flat(server, args.executions, print)


def wrap(app: str) -> str:
    """Return the source of an app with the bare function beside the engine."""
    # Without the tests' frequent sweeps, which would be counted.
    lines = [line for line in textwrap.dedent(app).splitlines() if "_EVERY_MINUTE" not in line]
    return "\n".join([METER, *lines, ROUTES])


if __name__ == "__main__":
    main()
