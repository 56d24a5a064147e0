"""`make test`: lint, check and all tests, some processes at a time, each one's output in one piece.

Most tests wait for servers, git and other processes, so one more process than there are cores is
at work. Lint answers soonest and begins; then come the longest. The last group is all that no
other names, so that every test runs.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from tools.azurite import leash

ROOT = Path(__file__).resolve().parents[1]
LOGS = ROOT / ".ringfence" / "tests"
AT_ONCE = (os.cpu_count() or 2) + 1
# Fixtures end servers when a run is interrupted.
STOP_SECONDS = 15.0
POLL_SECONDS = 0.05

GROUPS = {
    "platform": ("tests/integration/platform",),
    "guard": ("tests/integration/guard", "tests/integration/runtime"),
    "engine": ("tests/integration/engine", "tests/contract"),
    "checker": ("tests/unit/isolation",),
}
IGNORED = ("tests/benchmarks",)


@dataclass
class Job:
    """One command, and its process from start to end.

    Attributes:
        name: what it is called in the output.
        command: program with its full path, and arguments; run in the repository's root.
        log: file for its output.
        seconds: how long it ran, once it has ended.
        processor: seconds of processor time that it and the processes below it took, then.
    """

    name: str
    command: Sequence[str]
    log: Path
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    seconds: float = 0.0
    processor: float = 0.0

    @property
    def passed(self) -> bool:
        """Whether it has ended well."""
        return self.process is not None and self.process.returncode == 0

    def start(self) -> None:
        """Start it, in a process group of its own: an interrupt reaches it once, from here."""
        self.started = time.monotonic()
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                leash.command(list(self.command)),
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                process_group=0,
            )

    def ended(self) -> bool:
        """Tell whether the process has ended."""
        assert self.process is not None
        if self.process.returncode is None:
            ended, status, usage = os.wait4(self.process.pid, os.WNOHANG)
            if not ended:
                return False
            self.process.returncode = os.waitstatus_to_exitcode(status)
            self.seconds = time.monotonic() - self.started
            self.processor = usage.ru_utime + usage.ru_stime
        return True

    def send(self, number: signal.Signals) -> None:
        """Signal all that is left of its process group, as a terminal does."""
        assert self.process is not None
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)


@dataclass
class Run:
    """All jobs: those that wait, those at work, those that have ended."""

    waiting: list[Job]
    out: TextIO
    at_once: int = AT_ONCE
    running: list[Job] = field(default_factory=list)
    ended: list[Job] = field(default_factory=list)

    def finish(self) -> bool:
        """Run every job to its end, whatever the others come to; tell whether all passed.

        Raises:
            KeyboardInterrupt: interrupted; the jobs at work have been ended.
        """
        try:
            while self.waiting or self.running:
                self._start()
                time.sleep(POLL_SECONDS)
                for job in [job for job in self.running if job.ended()]:
                    self.running.remove(job)
                    self.ended.append(job)
                    self._show(job)
        finally:
            self._stop()
        self._say(f"{'-' * 72}")
        for job in self.ended:
            took = f"{job.seconds:4.0f} s, processor {job.processor:4.0f} s"
            self._say(f"{_verdict(job)}  {job.name:12} {took}  {_last_line(job.log)}")
            if not job.passed:
                self._say(f"        its output is above, and in {job.log}")
        return all(job.passed for job in self.ended)

    def _start(self) -> None:
        while self.waiting and len(self.running) < self.at_once:
            job = self.waiting.pop(0)
            job.start()
            self.running.append(job)
            self._say(f"started {job.name}: {' '.join(_shown(job.command))}")

    def _show(self, job: Job) -> None:
        self._say(f"\n===== {job.name}: {_verdict(job)} in {job.seconds:.0f} s =====")
        self._say(job.log.read_text("utf-8", "replace"))

    def _stop(self) -> None:
        """End what is left: politely, then by force."""
        for job in self.running:
            job.send(signal.SIGINT)
        deadline = time.monotonic() + STOP_SECONDS
        for job in self.running:
            while not job.ended() and time.monotonic() < deadline:
                time.sleep(POLL_SECONDS)
            job.send(signal.SIGKILL)
            while not job.ended():
                time.sleep(POLL_SECONDS)

    def _say(self, text: str) -> None:
        print(text, file=self.out, flush=True)


def _verdict(job: Job) -> str:
    return "passed" if job.passed else "FAILED"


def _last_line(log: Path) -> str:
    lines = log.read_text("utf-8", "replace").split("\n")
    return next((line.strip("= ") for line in reversed(lines) if line.strip()), "no output")


def _shown(command: Sequence[str]) -> Iterator[str]:
    for word in command:
        yield os.path.relpath(word, ROOT) if word.startswith(str(ROOT)) else word


def jobs() -> list[Job]:
    """Return the jobs in their order."""
    pytest = [sys.executable, "-m", "pytest"]
    make = shutil.which("make") or "make"
    commands = {"lint": [make, "--no-print-directory", "lint", "check"]}
    commands |= {name: [*pytest, *paths] for name, paths in GROUPS.items()}
    named = [*IGNORED, *(path for paths in GROUPS.values() for path in paths)]
    commands["rest"] = [*pytest, *(f"--ignore={path}" for path in named)]
    return [Job(name, command, LOGS / f"{name}.log") for name, command in commands.items()]


def main() -> int:
    """Return 0 when everything passed, 1 when not, 130 when interrupted."""

    def interrupt(number: int, frame: object) -> None:
        raise KeyboardInterrupt

    # Also where a shell has started this with SIGINT ignored.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, interrupt)
    LOGS.mkdir(parents=True, exist_ok=True)
    run = Run(jobs(), sys.stdout)
    try:
        return 0 if run.finish() else 1
    except KeyboardInterrupt:
        sys.stderr.write("interrupted\n")
        return 130


if __name__ == "__main__":
    sys.exit(main())
