"""The dev host's server process, over real HTTP, hosting real FunctionApps."""

from __future__ import annotations

import json
import os
import signal
import socket
import textwrap
import threading
from collections.abc import Iterator
from pathlib import Path

import azure.functions as func
import pytest

from tests.conftest import ROOT
from tests.integration.platform.harness import Answer, alive, call, until
from tools.dev.adapter import BODY_LIMIT, to_response
from tools.dev.child import ServerProcess, ServerStartError
from tools.dev.invocation import InvocationContext
from tools.dev.triggers import UndrivenFunction, UnsupportedFunctionError, index

APP = """
import asyncio, json
import azure.functions as func

app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)

@app.route(route="echo/{name:alpha}/{*rest}", methods=["POST", "PUT"])
async def echo(req: func.HttpRequest) -> func.HttpResponse:
    return func.HttpResponse(json.dumps({
        "type": type(req).__module__, "method": req.method, "url": req.url,
        "headers": dict(req.headers), "params": dict(req.params),
        "route": dict(req.route_params), "body": req.get_body().decode("latin-1"),
    }), status_code=201, mimetype="application/json", headers={"X-One": "1"})

@app.route(route="size", methods=["POST"])
def size(req: func.HttpRequest) -> str:
    return str(len(req.get_body()))

@app.route(route="plain")
def plain(req: func.HttpRequest) -> func.HttpResponse:
    response = func.HttpResponse("h\\u00e9", charset="latin-1")
    response.headers.add("Set-Cookie", "a=1")
    response.headers.add("Set-Cookie", "b=2")
    return response

@app.route()
def unrouted(req: func.HttpRequest, context: func.Context) -> func.HttpResponse:
    return func.HttpResponse(f"{context.function_name} {len(context.invocation_id)}")

@app.route(route="raise")
def fails(req: func.HttpRequest) -> func.HttpResponse:
    raise RuntimeError("secret detail")

@app.route(route="none")
def none(req: func.HttpRequest) -> func.HttpResponse:
    return None

@app.route(route="wrong")
def wrong(req: func.HttpRequest) -> func.HttpResponse:
    return 5

@app.route(route="slow")
async def slow(req: func.HttpRequest) -> func.HttpResponse:
    open("slow-started", "w").close()
    await asyncio.sleep(0.6)
    return func.HttpResponse("done")

@app.queue_trigger(arg_name="msg", queue_name="q", connection="AzureWebJobsStorage")
def worker(msg: func.QueueMessage) -> None:
    pass

@app.timer_trigger(arg_name="timer", schedule="0 0 0 1 1 *")
def tick(timer: func.TimerRequest) -> None:
    pass

@app.blob_trigger(arg_name="blob", path="c/{name}", connection="AzureWebJobsStorage")
def stored(blob: func.InputStream) -> None:
    pass
"""


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT)}


def listener() -> socket.socket:
    one = socket.socket()
    one.bind(("127.0.0.1", 0))
    one.listen(16)
    return one


def start(root: Path, source: str, one: socket.socket) -> ServerProcess:
    (root / "function_app.py").write_text(textwrap.dedent(source))
    return ServerProcess.start(root, one, environment())


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[ServerProcess, int]]:
    root = tmp_path_factory.mktemp("app")
    with listener() as one:
        process = start(root, APP, one)
        yield process, one.getsockname()[1]
        process.kill()


@pytest.fixture
def port(server: tuple[ServerProcess, int]) -> int:
    return server[1]


def test_routes_and_undriven_functions_are_reported(server: tuple[ServerProcess, int]) -> None:
    served = server[0].served
    routes = {one["name"]: one for one in served.routes}
    assert routes["echo"]["path"] == "/api/echo/{name:alpha}/{*rest}"
    assert routes["echo"]["methods"] == ["POST", "PUT"]
    assert routes["unrouted"]["path"] == "/api/unrouted"
    assert {one["name"]: one["trigger"] for one in served.undriven} == {"stored": "blobTrigger"}
    assert {one["name"]: one["trigger"] for one in served.background} == {
        "worker": "queue q",
        "tick": "timer 0 0 0 1 1 *",
    }


def test_the_request_is_the_real_thing(port: int) -> None:
    answer = call(
        port,
        "PUT",
        "/api/echo/abc/x/y%20z?a=1&a=2&b=%C3%A9&empty=",
        b"\x00\xffbody",
        {"X-Custom": "Value", "Cookie": "c=1"},
    )
    assert answer.status == 201
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["x-one"] == "1"
    seen = answer.json()
    assert seen["type"] == "azure.functions._http"
    assert seen["method"] == "PUT"
    assert seen["url"].startswith(f"http://127.0.0.1:{port}/api/echo/abc/x/y%20z?a=1")
    assert seen["headers"]["x-custom"] == "Value"
    assert seen["headers"]["cookie"] == "c=1"
    assert seen["params"] == {"a": "1,2", "b": "é", "empty": ""}
    assert seen["route"] == {"name": "abc", "rest": "x/y z"}
    assert seen["body"] == "\x00\xffbody"


def test_charset_and_repeated_headers_are_kept(port: int) -> None:
    answer = call(port, "GET", "/api/plain")
    assert answer.body == b"h\xe9"
    assert answer.headers["content-type"] == "text/plain; charset=latin-1"
    assert answer.cookies == ("a=1", "b=2")


def test_function_without_a_route_gets_its_name_and_a_context(port: int) -> None:
    assert call(port, "GET", "/api/unrouted").body == b"unrouted 36"


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/api/absent"), ("GET", "/"), ("POST", "/api/echo/a1/x"), ("GET", "/api/size")],
)
def test_unknown_path_and_wrong_method_are_an_empty_404(port: int, method: str, path: str) -> None:
    """The Functions host answers a known path with another method with 404 as well."""
    answer = call(port, method, path, b"")
    assert (answer.status, answer.body) == (404, b"")


@pytest.mark.parametrize("path", ["/api/raise", "/api/wrong"])
def test_an_exception_is_an_empty_500(port: int, path: str) -> None:
    answer = call(port, "GET", path)
    assert (answer.status, answer.body) == (500, b"")


def test_nothing_returned_is_204(port: int) -> None:
    answer = call(port, "GET", "/api/none")
    assert (answer.status, answer.body) == (204, b"")


def test_text_returned_is_the_body(port: int) -> None:
    assert call(port, "POST", "/api/size", b"x" * 1_000_000).body == b"1000000"


def test_too_large_a_body_is_413_by_declaration(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), 5) as client:
        length = f"Content-Length: {BODY_LIMIT + 1}\r\n\r\n".encode()
        client.sendall(b"POST /api/size HTTP/1.1\r\nHost: x\r\n" + length)
        assert client.recv(100).startswith(b"HTTP/1.1 413 ")


def test_too_large_a_body_is_413_by_count(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), 20) as client:
        client.sendall(b"POST /api/size HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
        chunk = b"400000\r\n" + b"x" * 0x400000 + b"\r\n"
        for _ in range(25):
            client.sendall(chunk)
        client.sendall(b"1\r\nx\r\n")
        assert client.recv(100).startswith(b"HTTP/1.1 413 ")


def test_client_that_hangs_up_does_no_harm(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), 5) as client:
        client.sendall(b"POST /api/size HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc")
    assert call(port, "GET", "/api/none").status == 204


def test_retired_server_finishes_what_it_started(tmp_path: Path) -> None:
    with listener() as one:
        process = start(tmp_path, APP, one)
        answers: list[Answer] = []
        port = one.getsockname()[1]
        thread = threading.Thread(target=lambda: answers.append(call(port, "GET", "/api/slow")))
        thread.start()
        until((tmp_path / "slow-started").exists)
        process.retire()
        process.wait_closed()
        with pytest.raises(TimeoutError):
            # Nobody accepts any more: the connection stays in the queue for the next server.
            call(port, "GET", "/api/none", timeout=0.2)
        thread.join(5)
        assert [answer.body for answer in answers] == [b"done"]
        until(lambda: process.gone(5), 5)
        assert process.ended() is not None


def test_server_that_ignores_its_retirement_is_killed(tmp_path: Path) -> None:
    with listener() as one:
        process = start(tmp_path, APP, one)
        os.kill(process.pid, signal.SIGSTOP)
        process.retire()
        assert not process.gone(5)
        until(lambda: process.gone(0.1), 3)
        assert process.ended() == "signal SIGKILL"


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("import absent_module", "ModuleNotFoundError: No module named 'absent_module'"),
        ("x = 1", "must define exactly one FunctionApp, not 0"),
        (
            """
            import azure.functions as func
            app = func.FunctionApp()
            @app.route(route="{x:odd}")
            def f(req: func.HttpRequest) -> str: return ""
            """,
            "RouteError: function f: route 'api/{x:odd}': unknown constraint 'odd'",
        ),
        ("import os; os._exit(9)", "it ended with exit code 9 before it was ready"),
    ],
)
def test_an_app_that_cannot_be_loaded_says_why(tmp_path: Path, source: str, problem: str) -> None:
    with listener() as one, pytest.raises(ServerStartError) as error:
        start(tmp_path, source, one)
    assert problem in str(error.value)


def test_route_prefix_comes_from_host_json(tmp_path: Path) -> None:
    (tmp_path / "host.json").write_text(
        json.dumps({"version": "2.0", "extensions": {"http": {"routePrefix": ""}}})
    )
    with listener() as one:
        process = start(tmp_path, APP, one)
        assert call(one.getsockname()[1], "GET", "/none").status == 204
        process.kill()
        assert not alive(process.pid)


def test_a_function_with_another_binding_is_refused() -> None:
    app = func.FunctionApp()

    @app.route(route="x")
    @app.queue_output(arg_name="out", queue_name="q", connection="c")
    def both(req: func.HttpRequest, out: func.Out[str]) -> str:
        return ""

    with pytest.raises(UnsupportedFunctionError, match="function both: the bindings out"):
        index(app, "api")


def test_a_schedule_that_the_host_would_refuse_is_refused() -> None:
    app = func.FunctionApp()

    @app.timer_trigger(arg_name="timer", schedule="0 61 * * * *")
    def tick(timer: func.TimerRequest) -> None:
        return None

    with pytest.raises(UnsupportedFunctionError, match="function tick: '0 61"):
        index(app, "api")


def test_functions_of_other_triggers_are_listed() -> None:
    app = func.FunctionApp()

    @app.blob_trigger(arg_name="blob", path="c/{name}", connection="AzureWebJobsStorage")
    def stored(blob: func.InputStream) -> None:
        return None

    assert index(app, "api").undriven == (UndrivenFunction("stored", "blobTrigger"),)


def test_functions_of_timers_are_listed() -> None:
    app = func.FunctionApp()

    @app.route(route="x")
    def one(req: func.HttpRequest) -> str:
        return ""

    @app.timer_trigger(arg_name="timer", schedule="0 * * * * *")
    def tick(timer: func.TimerRequest) -> None:
        return None

    functions = index(app, "api")
    assert functions.undriven == ()
    assert [(one.name, one.schedule) for one in functions.timers] == [("tick", "0 * * * * *")]
    assert [function.template.text for function in functions.http] == ["api/x"]


def test_context_does_not_pretend_to_trace() -> None:
    context = InvocationContext("id", "name", "/app")
    assert (context.thread_local_storage.invocation_id, context.function_directory) == (
        "id",
        "/app",
    )
    with pytest.raises(NotImplementedError, match="no trace context"):
        _ = context.trace_context
    with pytest.raises(NotImplementedError, match="no retry context"):
        _ = context.retry_context


def test_other_results_are_named() -> None:
    with pytest.raises(TypeError, match="HttpResponse or str, not int"):
        to_response(5)
