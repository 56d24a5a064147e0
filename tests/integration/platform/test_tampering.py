"""Files changed behind the seal's back: the server starts, says which file, and runs nothing."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.integration.platform.harness import Answer, call, copy_checkout
from tools.dev.child import ServerProcess
from tools.seal import seal_workspace

ServeFunction = Callable[[], int]
KEY = "tampering-test-key"
VIOLATION = "from engine.shared.storage import tables\n"
SAMPLE = "workspace/workflows/webhook_example.py"


@pytest.fixture
def sealed(tmp_path: Path) -> Path:
    root = copy_checkout(tmp_path)
    seal_workspace(root)
    return root


@pytest.fixture
def serve(sealed: Path, storage: str) -> Iterator[ServeFunction]:
    """Start the server process without any check or seal, as after a deployment."""
    environ = {
        **os.environ,
        "AzureWebJobsStorage": storage,
        "ENGINE_FUNCTION_KEYS": json.dumps({"test": KEY}),
    }
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(8)
        started: list[ServerProcess] = []

        def start() -> int:
            started.append(ServerProcess.start(sealed, listener, environ))
            return int(listener.getsockname()[1])

        yield start
        for process in started:
            process.kill()


def onboard(port: int) -> Answer:
    headers = {
        "x-functions-key": KEY,
        "X-Organization-Id": "org-contoso",
        "X-User-Id": "tech@ringfence.example",
    }
    return call(port, "POST", "/api/workflows/user_onboarding", "{}", headers)


def assert_failed(port: int, file: str | None) -> None:
    health = call(port, "GET", "/api/health")
    assert health.status == 503
    body = health.json()
    assert body["status"] == "failed"
    assert body["file"] == file
    assert body["reason"]
    assert "ringfence seal" in body["remedy"]
    refused = onboard(port)
    assert refused.status == 503
    assert refused.json()["error"] == "EngineNotReady"


def test_one_changed_byte(sealed: Path, serve: ServeFunction) -> None:
    path = sealed / SAMPLE
    data = bytearray(path.read_bytes())
    data[-2] ^= 1
    path.write_bytes(data)
    assert_failed(serve(), SAMPLE)


def test_stale_seal_entry_does_not_let_a_violation_load(sealed: Path, serve: ServeFunction) -> None:
    path = sealed / SAMPLE
    path.write_text(VIOLATION + path.read_text())
    assert_failed(serve(), SAMPLE)


def test_unsealed_new_file(sealed: Path, serve: ServeFunction) -> None:
    (sealed / "workspace/workflows/extra.py").write_text("x = 1\n")
    assert_failed(serve(), "workspace/workflows/extra.py")


def test_missing_file(sealed: Path, serve: ServeFunction) -> None:
    (sealed / SAMPLE).unlink()
    assert_failed(serve(), SAMPLE)


def test_missing_seal(sealed: Path, serve: ServeFunction) -> None:
    (sealed / ".ringfence/seal.json").unlink()
    health = call(serve(), "GET", "/api/health").json()
    assert health["status"] == "failed"
    assert "ringfence seal" in health["remedy"]


def test_untouched_app_serves(sealed: Path, serve: ServeFunction) -> None:
    port = serve()
    assert call(port, "GET", "/api/health").json()["status"] == "ok"
    # The organization is not seeded here: authentication passed, the organization did not.
    assert onboard(port).status == 403
