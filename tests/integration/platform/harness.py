"""What the platform's tests share: processes, their trees, HTTP without a client library."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.util import cache_from_source
from pathlib import Path
from typing import Any

from tests.conftest import ROOT, azurite_script, free_ports
from tools.azurite.connection import Ports, connection_string
from tools.dev.settings import read_values, usable_key


def alive(pid: int) -> bool:
    """Whether the process runs; a zombie does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def descendants(pid: int) -> list[int]:
    """Process ids of all children, grandchildren and so on."""
    found: list[int] = []
    waiting = [pid]
    while waiting:
        one = waiting.pop()
        with contextlib.suppress(FileNotFoundError):
            text = Path(f"/proc/{one}/task/{one}/children").read_text()
            waiting += [int(child) for child in text.split()]
        found.append(one)
    return found[1:]


def until(condition: Any, seconds: float = 20.0) -> Any:
    """Wait for a true value of `condition()` and return it."""
    deadline = time.monotonic() + seconds
    while not (value := condition()):
        assert time.monotonic() < deadline, f"not within {seconds} s"
        time.sleep(0.02)
    return value


@dataclass(frozen=True)
class Answer:
    """One HTTP answer."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    cookies: tuple[str, ...] = ()

    def json(self) -> Any:
        """Body as JSON."""
        return json.loads(self.body)


def call(
    port: int,
    method: str,
    path: str,
    body: bytes | str | None = None,
    headers: Mapping[str, str] | None = None,
    timeout: float = 30,
) -> Answer:
    """One HTTP request to 127.0.0.1."""
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    with contextlib.closing(client):
        client.request(method, path, body=body, headers=dict(headers or {}))
        response = client.getresponse()
        return Answer(
            response.status,
            {name.lower(): value for name, value in response.getheaders()},
            response.read(),
            tuple(response.headers.get_all("set-cookie") or ()),
        )


class Running:
    """A process with its output (both streams) collected as it comes."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process
        self.output = ""

    @property
    def pid(self) -> int:
        """Process id."""
        return self.process.pid

    def read(self, seconds: float) -> bool:
        """Take what the process has printed; False at the end of its output."""
        assert self.process.stdout is not None
        descriptor = self.process.stdout.fileno()
        if not select.select([descriptor], [], [], seconds)[0]:
            return True
        chunk = os.read(descriptor, 65536)
        self.output += chunk.decode()
        return bool(chunk)

    def expect(self, text: str, seconds: float = 60.0, since: int = 0) -> int:
        """Wait until the output holds `text` after position `since`; return where it ends."""
        deadline = time.monotonic() + seconds
        while (found := self.output.find(text, since)) < 0:
            more = self.read(0.1)
            assert more or text in self.output[since:], f"ended without {text!r}:\n{self.output}"
            assert time.monotonic() < deadline, f"no {text!r} in {seconds} s:\n{self.output}"
        return found + len(text)

    def finish(self, seconds: float = 30.0) -> int:
        """Read to the end and return the exit code."""
        deadline = time.monotonic() + seconds
        while self.read(0.1):
            assert time.monotonic() < deadline, f"still running after {seconds} s:\n{self.output}"
        return self.process.wait(seconds)

    def stop(self, how: signal.Signals, seconds: float) -> int:
        """Signal it; assert that it and every descendant are gone in time; return its code."""
        pids = [self.pid, *descendants(self.pid)]
        started = time.monotonic()
        self.process.send_signal(how)
        code = self.process.wait(seconds)
        left = max(0.1, seconds - (time.monotonic() - started))
        until(lambda: not any(alive(pid) for pid in pids), left)
        return code


@contextlib.contextmanager
def running(
    command: list[str], cwd: Path, environ: Mapping[str, str] | None = None
) -> Iterator[Running]:
    """Run a command; whatever is left of it at the end of the block is killed."""
    process = subprocess.Popen(
        command,
        cwd=cwd,
        env=dict(environ) if environ is not None else None,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    try:
        yield Running(process)
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def copy_checkout(target: Path) -> Path:
    """Copy the working tree as git sees it, and share the installed Azurite."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    for name in filter(None, listed.split("\0")):
        source = ROOT / name
        if source.is_file() and not name.startswith("tests/"):
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target / name)
            # Compiled modules come along: every copy's processes would make them anew.
            compiled = Path(cache_from_source(name))
            if name.startswith(("engine/", "tools/")) and (ROOT / compiled).is_file():
                (target / compiled).parent.mkdir(exist_ok=True)
                shutil.copy2(ROOT / compiled, target / compiled)
    azurite_script()
    (target / ".ringfence").mkdir(exist_ok=True)
    (target / ".ringfence" / "azurite").symlink_to(ROOT / ".ringfence" / "azurite")
    return target


@dataclass
class DevHost:
    """A running `ringfence dev` of a checkout of its own."""

    root: Path
    port: int
    storage: str
    running: Running

    @property
    def key(self) -> str:
        """The function key of its settings."""
        key = usable_key(read_values(self.root))
        assert key is not None
        return key

    def headers(self, **changed: str | None) -> dict[str, str]:
        """What the printed curl line sends, changed; None leaves a header out."""
        headers: dict[str, str | None] = {
            "x-functions-key": self.key,
            "X-Organization-Id": "org-contoso",
            "X-User-Id": "tech@ringfence.example",
            "Content-Type": "application/json",
        }
        headers |= {name.replace("_", "-"): value for name, value in changed.items()}
        return {name: value for name, value in headers.items() if value is not None}

    def run_workflow(self, name: str, body: Any = None, **changed: str | None) -> Answer:
        """Call a workflow."""
        data = body if isinstance(body, str) else json.dumps({} if body is None else body)
        path = f"/api/workflows/{name}"
        return call(self.port, "POST", path, data, self.headers(**changed))

    def health(self) -> Answer:
        """Call /api/health."""
        return call(self.port, "GET", "/api/health")


def dev_environment(storage: str) -> dict[str, str]:
    """The environment of a developer with other ports than the default ones."""
    return {**os.environ, "AzureWebJobsStorage": storage, "PYTHONUNBUFFERED": "1"}


@contextlib.contextmanager
def dev_host(root: Path, ready: str = "saves reload it") -> Iterator[DevHost]:
    """Run `ringfence dev` in a checkout, on free ports, until the end of the block."""
    port, *three = free_ports(4)
    storage = connection_string(Ports(*three))
    command = [sys.executable, "-m", "tools", "dev", "--port", str(port)]
    with running(command, root, dev_environment(storage)) as process:
        process.expect(ready)
        yield DevHost(root, port, storage, process)
        if process.process.poll() is None:
            process.stop(signal.SIGTERM, 5)
