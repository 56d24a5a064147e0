"""The log of a real server process holds no secret, whatever the workspace prints and logs."""

from __future__ import annotations

import base64
import json
import time
from urllib.parse import quote

import pytest

from tests.integration.engine.served import served

WORKFLOWS = """
import asyncio
import base64
import concurrent.futures
import logging
import sys
import threading
import traceback
import warnings
from urllib.parse import quote

import httpx

log = logging.getLogger("some.library.of.the.workspace")

@workflow("talkative", "Writes a secret wherever it can")
async def talkative(context):
    secret = await context.get_secret("crm-key")
    pem = await context.get_secret("certificate")
    print("out", secret, "end")
    print("err", secret, "end", file=sys.stderr)
    print("lines", pem, "end")
    for part in ("pieces ", secret[:10], secret[10:], " end"):
        sys.stdout.write(part)
    print(flush=True)
    print("url", quote(secret, safe=""), "base64", base64.b64encode(secret.encode()).decode())
    log.warning("arguments %s", secret)
    log.warning("extra", extra={"token": secret})
    logging.getLogger("workspace").error("dict %(key)s", {"key": secret})
    log.warning("wrong arguments %s %s", secret)
    try:
        raise ValueError(f"raised {secret}")
    except ValueError:
        log.exception("caught")
        traceback.print_exc()
    warnings.warn(f"warned {secret}")
    # The library logs each request at info level, with its address.
    answers = httpx.MockTransport(lambda _: httpx.Response(204))
    async with httpx.AsyncClient(transport=answers) as client:
        await client.get(f"https://crm.example/api?key={quote(secret)}")
    await asyncio.to_thread(print, "to_thread", secret)
    with concurrent.futures.ThreadPoolExecutor() as pool:
        pool.submit(print, "pool", secret).result()
    thread = threading.Thread(target=fails, args=(secret,))
    thread.start()
    thread.join()
    return "done"

def fails(secret):
    print("thread", secret)
    sys.stdout.write(f"no end {secret}")
    raise RuntimeError(f"thread failed {secret}")

@workflow("abandons", "Leaves a failed task behind")
async def abandons(context):
    asyncio.get_running_loop().create_task(fail(await context.get_secret("crm-key")))
    await asyncio.sleep(0.05)

async def fail(secret):
    raise RuntimeError(f"nobody awaits {secret}")

@data_provider("printing", "Prints a secret")
async def printing(context):
    print("provider", await context.get_secret("crm-key"))
    return ["one"]

@workflow("plain", "Prints without secrets")
def plain(context):
    print("plain", "line")
    sys.stdout.write("without end")
"""
SECRET = 'tOp+s3cret/"value" of the CRM'
CERTIFICATE = "-----BEGIN KEY-----\nc2hvcnQ=\nZGF0YQ==\n-----END KEY-----"

# Of each stream, and of the workflow that ends last.
WRITTEN_LAST = ("nobody awaits", "plain line", "without end", "workflow_name=plain status=Success")


@pytest.fixture
def server(tmp_path, storage):
    secrets = {"org-a--crm-key": SECRET, "org-a--certificate": CERTIFICATE}
    (tmp_path / "local.secrets.json").write_text(json.dumps(secrets))
    with served(tmp_path, storage, WORKFLOWS) as one:
        yield one


def test_nothing_that_workspace_code_writes_shows_a_secret(server):
    assert server.call("POST", "workflows/talkative")[1]["status"] == "Success"
    assert server.call("POST", "workflows/abandons")[1]["status"] == "Success"
    assert server.call("GET", "data-providers/printing")[0] == 200
    assert server.call("POST", "workflows/plain")[1]["status"] == "Success"
    deadline = time.monotonic() + 30
    while not all(part in (text := server.log.read_text()) for part in WRITTEN_LAST):
        assert time.monotonic() < deadline, server.tail()
        time.sleep(0.05)
    encoded = base64.b64encode(SECRET.encode()).decode()
    for form in (SECRET, json.dumps(SECRET)[1:-1], quote(SECRET), quote(SECRET, safe=""), encoded):
        assert form not in text
    assert "c2hvcnQ=" not in text
    assert "ZGF0YQ==" not in text
    for line in (
        "out [redacted] end",
        "err [redacted] end",
        "lines [redacted] end",
        "pieces [redacted] end",
        "url [redacted] base64 [redacted]",
        "WARNING some.library.of.the.workspace: arguments [redacted]",
        "WARNING some.library.of.the.workspace: extra",
        "ERROR workspace: dict [redacted]",
        "ValueError: raised [redacted]",
        "UserWarning: warned [redacted]",
        "https://crm.example/api?key=[redacted]",
        "to_thread [redacted]",
        "pool [redacted]",
        "thread [redacted]",
        "no end [redacted]",
        "RuntimeError: thread failed [redacted]",
        "RuntimeError: nobody awaits [redacted]",
        "provider [redacted]",
        "plain line",
        "without end",
        # The host's own lines are as they were.
        "POST /api/workflows/talkative -> 200 (execute_workflow",
    ):
        assert line in text, f"{line}\n{text}"
