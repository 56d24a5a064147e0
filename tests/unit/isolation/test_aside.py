"""A calculation in another process: its answer, or the same work done here, never less."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tools.isolation import aside
from tools.isolation.aside import Aside

HERE = os.getpid()
BIG = b"x" * 1_000_000


def children():
    return Path(f"/proc/{HERE}/task/{HERE}/children").read_text("ascii").split()


@pytest.fixture(autouse=True)
def _worth_it(monkeypatch):
    """Other tests have left threads here; none of them is in the way of these functions."""
    monkeypatch.setattr(aside, "_is_worth_it", lambda: True)


def test_it_is_another_process_that_answers():
    with Aside(lambda: (os.getpid(), BIG)) as other:
        there, data = other.result()
    assert there != HERE
    assert data == BIG


def test_what_was_not_started_is_done_here():
    assert Aside(os.getpid).result() == HERE


ALONE = "from tools.isolation.aside import _is_worth_it as is_it; import os, threading, time\n"
OTHERS = {
    "alone": ("print(is_it())", "True"),
    "one processor": (
        "os.sched_setaffinity(0, {min(os.sched_getaffinity(0))}); print(is_it())", "False"
    ),
    "threads": (
        "threading.Thread(target=time.sleep, args=(0.5,)).start(); print(is_it())", "False"
    ),
}  # fmt: skip


@pytest.mark.skipif(len(os.sched_getaffinity(0)) < 2, reason="one processor does it all")
@pytest.mark.parametrize("name", OTHERS)
def test_only_a_process_without_threads_is_forked(name):
    code, expected = OTHERS[name]
    done = subprocess.run(
        [sys.executable, "-c", ALONE + code], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == expected


def raises():
    if os.getpid() != HERE:
        raise MemoryError
    return "here"


def dies():
    if os.getpid() != HERE:
        os.kill(os.getpid(), signal.SIGKILL)
    return "here"


def gives_what_cannot_be_sent():
    return (lambda: None) if os.getpid() != HERE else "here"


def stops_early():
    if os.getpid() != HERE:
        os._exit(1)
    return "here"


@pytest.mark.parametrize("function", [raises, dies, gives_what_cannot_be_sent, stops_early])
def test_whatever_goes_wrong_there_is_done_here(function, capfd):
    with Aside(function) as other:
        assert other.result() == "here"
    assert capfd.readouterr().err == ""
    assert not children()


def test_an_exception_is_raised_here():
    with Aside(lambda: {}["missing"]) as other, pytest.raises(KeyError, match="missing"):
        other.result()


def test_nobody_waits_for_an_answer_that_is_not_wanted():
    started = time.monotonic()
    with pytest.raises(ValueError, match="ours"), Aside(lambda: time.sleep(60)):
        raise ValueError("ours")
    assert time.monotonic() - started < 10
    assert not children()
