"""Spreads big runs over processes; whatever happens to one of them, the run fails with it."""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from pathlib import Path

from engine.shared.seal import Entry
from tools.isolation.policy import Policy
from tools.isolation.registry import RULES
from tools.isolation.rule import Rule
from tools.isolation.runner import CheckerError
from tools.isolation.work import Summary, Verdict, Worker

CHUNK = 8, 64
"""The fewest and the most files that a process is given at a time, but for a whole directory."""
FILES_PER_PROCESS = 40
"""Judging fewer files than this takes less time than another process does."""

Batch = tuple[list[Verdict], dict[str, Summary]]


def choose_jobs(files: int, wanted: int | None = None) -> int:
    """Return the number of processes for judging so many files."""
    if wanted is None:
        available = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count()
        wanted = available or 1
    return max(1, min(wanted, files // FILES_PER_PROCESS))


def judge_in_processes(
    jobs: int,
    entries: Sequence[Entry],
    root: Path,
    files: Sequence[str],
    policy: Policy,
    rules: Sequence[Rule],
    known: Mapping[str, Summary],
) -> Iterator[Batch]:
    """Judge ``entries`` in ``jobs`` processes and yield the verdicts as they come.

    Raises:
        CheckerError: a rule crashed, or a process died.
    """
    # A forked process has the checker loaded already. Elsewhere fork is not safe, and the rules
    # are imported anew.
    forks = sys.platform == "linux"
    executor = ProcessPoolExecutor(
        jobs,
        mp_context=get_context("fork" if forks else "spawn"),
        initializer=_start,
        initargs=(root, files, policy, rules if forks else None, known),
    )
    try:
        futures = [executor.submit(_judge, chunk) for chunk in chunks(entries, jobs)]
        for future in as_completed(futures):
            futures.remove(future)  # Its verdicts belong to the caller now.
            yield future.result()
    except BrokenProcessPool as error:
        raise CheckerError("a worker process died") from error
    finally:
        # Nobody else waits for the processes: this one may end without looking back.
        executor.shutdown(wait=True, cancel_futures=True)


def chunks(entries: Sequence[Entry], jobs: int) -> Iterator[Sequence[Entry]]:
    """Cut up the work; files of one directory, which know each other, mostly stay together."""
    fewest, most = CHUNK
    size = max(fewest, min(len(entries) // (8 * jobs), most))
    start = 0
    for end in range(1, len(entries) + 1):
        length = end - start
        if length >= size and (
            length >= 2 * size
            or end == len(entries)
            or entries[end].path.rpartition("/")[0] != entries[end - 1].path.rpartition("/")[0]
        ):
            yield entries[start:end]
            start = end
    if start < len(entries):
        yield entries[start:]


_worker: Worker | None = None


def _start(
    root: Path,
    files: Sequence[str],
    policy: Policy,
    rules: Sequence[Rule] | None,
    known: Mapping[str, Summary],
) -> None:
    global _worker  # noqa: PLW0603 - one worker a process is what a pool's initializer is for
    # Ctrl-C goes to every process of the terminal; the first one ends the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.freeze()  # What was there before needs no looking through.
    gc.disable()
    _worker = Worker(root, files, policy, RULES if rules is None else rules, known)


def _judge(entries: Sequence[Entry]) -> Batch:
    if _worker is None:
        raise CheckerError("a worker process was not set up")
    verdicts = [_worker(entry) for entry in entries]
    made = dict(_worker.summaries)
    _worker.summaries.clear()
    return verdicts, made
