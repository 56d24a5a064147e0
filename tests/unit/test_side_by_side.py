"""What `make test` does with what it runs: real processes, ends and interrupts."""

from __future__ import annotations

import io
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests import side_by_side
from tests.conftest import ROOT
from tests.side_by_side import Job, Run

INTERRUPTED = """
import sys
from pathlib import Path
from tests import side_by_side
from tests.side_by_side import Job
side_by_side.LOGS = folder = Path(sys.argv[1])
wait = "import signal, time; print('at work', flush=True); time.sleep(60)"
side_by_side.jobs = lambda: [
    Job(name, [sys.executable, "-c", wait], folder / f"{name}.log") for name in ("one", "two")
]
sys.exit(side_by_side.main())
"""
BUSY = "import time\nwhile time.process_time() < 0.5: pass"


def job(folder: Path, name: str, code: str) -> Job:
    return Job(name, [sys.executable, "-c", code], folder / f"{name}.log")


def test_one_failure_fails_the_run_and_all_are_shown(tmp_path: Path) -> None:
    out = io.StringIO()
    jobs = [
        job(tmp_path, "bad", "import sys; print('what is wrong'); sys.exit(3)"),
        job(tmp_path, "good", "print('all is well')"),
        job(tmp_path, "late", "print('last')"),
    ]
    assert not Run(jobs, out, at_once=2).finish()
    said = out.getvalue()
    assert "===== bad: FAILED in" in said
    assert "===== good: passed in" in said
    summary = said.split("-" * 72)[1]
    assert [line.split()[-1] for line in summary.splitlines() if "its output" in line] == [
        str(tmp_path / "bad.log")
    ]
    lines = [line.split() for line in summary.splitlines() if line and "its output" not in line]
    assert sorted((line[1], line[0]) for line in lines) == [
        ("bad", "FAILED"),
        ("good", "passed"),
        ("late", "passed"),
    ]
    assert {" ".join(line[7:]) for line in lines} == {"what is wrong", "all is well", "last"}


def test_when_all_pass_the_run_passes(tmp_path: Path) -> None:
    assert Run([job(tmp_path, "good", "")], io.StringIO()).finish()


def test_the_processor_time_of_all_processes_of_a_job_counts(tmp_path: Path) -> None:
    one = job(
        tmp_path, "busy", f"import subprocess; subprocess.run({[sys.executable, '-c', BUSY]!r})"
    )
    out = io.StringIO()
    assert Run([one], out).finish()
    assert 0.5 < one.processor < 5
    assert f" s, processor {one.processor:4.0f} s" in out.getvalue()


def test_a_killed_process_is_a_failure(tmp_path: Path) -> None:
    out = io.StringIO()
    assert not Run([job(tmp_path, "x", "import os; os.kill(os.getpid(), 9)")], out).finish()
    assert "x: FAILED" in out.getvalue()


def test_an_interrupt_ends_every_process(tmp_path: Path) -> None:
    command = [sys.executable, "-c", INTERRUPTED, str(tmp_path)]
    logs = [tmp_path / "one.log", tmp_path / "two.log"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL) as process:
        deadline = time.monotonic() + 20
        while not all(log.exists() and "at work" in log.read_text() for log in logs):
            assert time.monotonic() < deadline
            time.sleep(0.02)
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 130
    assert len(children) == 2
    assert not [pid for pid in children if Path(f"/proc/{pid}").exists()]
    assert all("KeyboardInterrupt" in log.read_text() for log in logs)


def test_every_test_file_is_in_exactly_one_group() -> None:
    jobs = {job.name: job.command for job in side_by_side.jobs()}
    named = [path for paths in side_by_side.GROUPS.values() for path in paths]
    assert len(set(named)) == len(named)
    assert all((ROOT / path).exists() for path in named)
    left_out = [word.partition("=")[2] for word in jobs["rest"] if word.startswith("--ignore=")]
    assert sorted(left_out) == sorted([*named, "tests/benchmarks"])
    assert list(jobs["lint"][-2:]) == ["lint", "check"]
