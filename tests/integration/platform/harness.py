"""What the platform's tests share: processes, their trees, HTTP without a client library."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import select
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


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
