"""An engine app in a real server process that tests may kill."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from tests.conftest import ROOT
from tests.integration.engine.harness_engine import HEADERS, KEY, seal, seed, write

# Short times, so that nobody waits for a lease of half a minute.
APP = """
from pathlib import Path
import engine.background, engine.shared.executor
engine.shared.executor.LEASE_SECONDS = 2.0
engine.background._EVERY_MINUTE = "* * * * * *"
from engine.function_app import create_app
app = create_app(Path(__file__).parent)
"""


@dataclass
class Served:
    """A server process on a port that outlives it."""

    root: Path
    listener: socket.socket
    environ: Mapping[str, str]
    process: subprocess.Popen[bytes] | None = None
    log: Path = field(init=False)

    def __post_init__(self) -> None:
        self.log = self.root / "server.log"

    @property
    def port(self) -> int:
        return self.listener.getsockname()[1]

    def start(self) -> None:
        """Start a server and wait until it serves."""
        pipe, writer = os.pipe()
        command = [sys.executable, "-m", "tools.dev.server", "--queue-lock", "2"]
        command += ["--socket", str(self.listener.fileno()), "--report", str(writer)]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command,
                cwd=self.root,
                env=self.environ,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=(self.listener.fileno(), writer),
            )
        os.close(writer)
        with os.fdopen(pipe) as report:
            line = report.readline()
        assert line, self.log.read_text()
        assert "error" not in json.loads(line), line

    def kill(self) -> None:
        """End the server as a crash would: at once, with nothing tidied up."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        return self.call_as({**HEADERS, **headers}, method, path, body)

    def call_as(
        self, headers: Mapping[str, str], method: str, path: str, body: Any = None
    ) -> tuple[int, Any]:
        request = Request(
            f"http://127.0.0.1:{self.port}/api/{path}",
            method=method,
            data=json.dumps(body or {}).encode() if method == "POST" else None,
            headers=dict(headers),
        )
        try:
            with urlopen(request, timeout=30) as answer:
                return answer.status, json.loads(answer.read())
        except HTTPError as error:
            with error:
                return error.code, json.loads(error.read())

    def tail(self) -> str:
        """Return the end of the server's log."""
        return self.log.read_text()[-5000:]

    def execution(self, execution_id: str) -> Any:
        return self.call("GET", f"executions/{execution_id}")[1]

    def until(
        self, execution_id: str, condition: Callable[[Any], bool], seconds: float = 20
    ) -> Any:
        """Wait until the execution is as it should be."""
        deadline = time.monotonic() + seconds
        while not condition(found := self.execution(execution_id)):
            assert time.monotonic() < deadline, f"{found}\n{self.tail()}"
            time.sleep(0.1)
        return found


@contextlib.contextmanager
def served(
    root: Path, storage: str, workflows: str, wrap: Callable[[str], str] = textwrap.dedent
) -> Iterator[Served]:
    """Serve a sealed workspace until the end of the block; `wrap` may change function_app.py."""
    write(root, {"workflows/samples.py": workflows})
    seal(root)
    seed(storage)
    (root / "function_app.py").write_text(wrap(APP))
    host = json.loads((ROOT / "host.json").read_text())
    host["extensions"]["queues"]["visibilityTimeout"] = "00:00:00"
    (root / "host.json").write_text(json.dumps(host))
    environ = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "AzureWebJobsStorage": storage,
        "ENGINE_FUNCTION_KEYS": json.dumps({"tests": {"key": KEY, "admin": True}}),
    }
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(64)
        server = Served(root, listener, environ)
        server.start()
        try:
            yield server
        finally:
            if server.process is not None and server.process.poll() is None:
                server.kill()
