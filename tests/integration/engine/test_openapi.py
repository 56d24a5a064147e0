"""The OpenAPI document is valid and true, its page works alone, and no request finds a 5xx."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from urllib.request import urlopen

import aiohttp
import hypothesis
import pytest
import schemathesis
from openapi_spec_validator import OpenAPIV31SpecValidator

from tests.integration.engine.harness_engine import HEADERS, KEY
from tests.integration.engine.served import Served, served

WORKFLOWS = """
    @workflow("order", "Order <licenses> & more", category="Licenses")
    @param("user", "email", required=True, help_text="Who gets it")
    @param("sku", "string", required=True, validation={"pattern": "^[A-Z]{3,9}$"},
           data_provider="skus")
    @param("count", "int", default_value=1, validation={"min": 1, "max": 50})
    @param("note", "string", validation={"minLength": 1, "maxLength": 20})
    @param("kind", "string", validation={"allowedValues": ["new", "old"]})
    @param("tags", "list", validation={"maxLength": 3})
    @param("urgent", "bool")
    @param("price", "float")
    @param("extra", "json")
    def order(context, user, sku, count=1, note=None, kind=None, tags=None, urgent=None,
              price=None, extra=None):
        return {"user": user, "count": count, "extra": extra}

    @workflow("later", "Later", execution_mode="async")
    async def later(context):
        return 1

    @data_provider("skus", "Products")
    @param("prefix", "string", default_value="")
    async def skus(context, prefix):
        return [prefix + "SPB"]
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, azurite) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("app"), azurite.account(3999), WORKFLOWS) as running:
        yield running


@pytest.fixture(scope="module")
def document(server: Served) -> dict:
    status, found = server.call("GET", "openapi.json")
    assert status == 200
    return found


def test_the_document_is_valid_and_has_a_schema_for_each_workflow(document: dict) -> None:
    OpenAPIV31SpecValidator(document).validate()
    assert document["openapi"].startswith("3.1")
    order = document["components"]["schemas"]["Request.order"]
    assert order["required"] == ["user", "sku"]
    assert order["properties"]["count"] == {
        "type": "integer",
        "title": "Count",
        "minimum": 1,
        "maximum": 50,
        "default": 1,
    }
    assert order["properties"]["user"]["format"] == "email"
    assert order["properties"]["tags"]["maxItems"] == 3
    assert order["properties"]["sku"]["pattern"] == "^[A-Z]{3,9}$"
    assert order["properties"]["kind"]["enum"] == ["new", "old"]
    assert "202" in document["paths"]["/api/workflows/later"]["post"]["responses"]


def test_the_document_is_for_proven_callers(server: Served) -> None:
    status, answer = server.call("GET", "openapi.json", **{"x-functions-key": "wrong"})
    assert (status, answer["error"]) == (403, "Unauthorized")


def test_no_request_finds_a_server_error(server: Served, document: dict) -> None:
    schema = schemathesis.openapi.from_dict(document)
    seen: dict[int, int] = {}

    def calls(operation) -> None:
        @hypothesis.given(case=operation.as_strategy())
        @hypothesis.settings(
            max_examples=12,
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=list(hypothesis.HealthCheck),
        )
        def check(case) -> None:
            case.headers = {**(case.headers or {}), **HEADERS}
            answer = case.call(base_url=f"http://127.0.0.1:{server.port}")
            seen[answer.status_code] = seen.get(answer.status_code, 0) + 1
            assert answer.status_code < 500, (case.as_curl_command(), answer.text)

        check()

    operations = [one.ok() for one in schema.get_all_operations()]
    assert len(operations) >= 8
    for operation in operations:
        calls(operation)
    assert seen[200] > 20
    assert sum(seen.values()) > 60


def chromium() -> str:
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    found = found or shutil.which("google-chrome")
    if found is None:
        pytest.skip("not run: no Chromium here; install Debian's package chromium")
    return found


SUBMIT = """
new Promise((resolve) => {
  document.getElementById("key").value = KEY;
  document.querySelector("form button").click();
  const look = () => document.querySelectorAll("details").length
    ? resolve(document.body.innerText + document.querySelector("main").innerHTML)
    : setTimeout(look, 50);
  look();
})
"""


class Page:
    """A page of a browser, driven over its debugging socket."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._number = 0
        self.asked: set[str] = set()
        self.refused: list[str] = []

    async def send(self, method: str, **params: object) -> dict:
        self._number += 1
        await self._socket.send_json({"id": self._number, "method": method, "params": params})
        while True:
            message = await asyncio.wait_for(self._socket.receive_json(), 20)
            if message.get("id") == self._number:
                return message["result"]
            if message.get("method") == "Network.requestWillBeSent":
                self.asked.add(message["params"]["request"]["url"])
            if message.get("method") == "Log.entryAdded":
                self.refused.append(message["params"]["entry"]["text"])


@contextlib.asynccontextmanager
async def browsing(program: str, home: Path) -> AsyncIterator[Page]:
    """Run a real browser with one empty page."""
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"]
    options += ["--disable-background-networking", "--disable-sync", "--remote-debugging-port=0"]
    process = await asyncio.create_subprocess_exec(
        program,
        *options,
        f"--user-data-dir={home}/profile",
        "about:blank",
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
        env={**os.environ, "HOME": str(home)},
    )
    try:
        port = home / "profile" / "DevToolsActivePort"
        for _ in range(300):
            if port.exists() and port.read_text().strip():
                break
            await asyncio.sleep(0.1)
        address = f"http://127.0.0.1:{port.read_text().split()[0]}"
        async with aiohttp.ClientSession() as session:
            async with session.get(f"{address}/json/list") as answer:
                pages = [one for one in await answer.json() if one["type"] == "page"]
            async with session.ws_connect(pages[0]["webSocketDebuggerUrl"], max_msg_size=0) as ws:
                yield Page(ws)
    finally:
        process.kill()
        await process.wait()


async def test_the_page_shows_the_document_and_fetches_nothing_from_elsewhere(
    server: Served, tmp_path: Path
) -> None:
    base = f"http://127.0.0.1:{server.port}/api"
    async with browsing(chromium(), tmp_path) as page:
        for domain in ("Network", "Log", "Page", "Runtime"):
            await page.send(f"{domain}.enable")
        await page.send("Page.navigate", url=f"{base}/docs")
        await asyncio.sleep(1)
        script = SUBMIT.replace("KEY", json.dumps(KEY))
        found = await page.send(
            "Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True
        )
    text = found["result"]["value"]
    assert "/api/workflows/order" in text
    assert "Order &lt;licenses&gt; &amp; more" in text
    assert "minimum: 1, maximum: 50" in text
    assert page.refused == []
    assert {url for url in page.asked if not url.startswith("data:")} == {
        f"{base}/docs",
        f"{base}/openapi.json",
    }


def test_the_page_has_a_policy_that_lets_nothing_else_run(server: Served) -> None:
    with urlopen(f"http://127.0.0.1:{server.port}/api/docs", timeout=10) as answer:
        policy = answer.headers["Content-Security-Policy"]
        page = answer.read().decode()
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "connect-src 'self'" in policy
    assert "http:" not in page
    assert "https:" not in page
