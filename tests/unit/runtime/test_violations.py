"""Refusals wait in a bounded queue: whoever is refused waits for nothing, and none is lost."""

from __future__ import annotations

import asyncio
import threading
import time

import pytest

from engine.shared.storage.errors import StorageUnavailableError
from engine.shared.violation import Violation
from engine.shared.violations import Violations


def attempt(number: int) -> Violation:
    return Violation(f"engine.x{number}", "workspace.a", "workspace/a.py", number, "it is closed")


class Log:
    """What the audit log is asked to write; `outcome` says how that goes."""

    def __init__(self, outcome=None):
        self.written: list[int] = []
        self.outcome = outcome

    async def violation(self, violation: Violation) -> None:
        await asyncio.sleep(0)
        if self.outcome is not None:
            await self.outcome()
        self.written.append(violation.line)


def test_a_loop_of_attempts_fills_nothing_and_keeps_the_latest():
    violations, log = Violations(), Log()
    for number in range(10_000):
        violations.report(attempt(number))
    asyncio.run(violations.flush(log))
    assert log.written == list(range(10_000 - 256, 10_000))


def test_reporting_takes_no_time_while_the_log_hangs():
    """From other threads, which wait for neither the loop nor the storage."""
    violations = Violations()
    hangs = threading.Event()

    async def hang() -> None:
        hangs.set()
        await asyncio.sleep(0.5)

    def report() -> None:
        hangs.wait(10)
        started = time.thread_time()
        for number in range(1000):
            violations.report(attempt(number))
        spent.append(time.thread_time() - started)

    spent: list[float] = []
    threads = [threading.Thread(target=report) for _ in range(4)]
    for thread in threads:
        thread.start()
    violations.report(attempt(0))

    async def flush() -> float:
        task = asyncio.create_task(violations.flush(Log(hang)))
        await asyncio.sleep(0.2)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(flush())
    for thread in threads:
        thread.join(10)
    assert len(spent) == 4
    assert max(spent) < 0.2


def test_what_storage_refuses_waits_in_its_order(caplog):
    async def refuse() -> None:
        raise StorageUnavailableError("down")

    violations, log = Violations(), Log()
    for number in range(3):
        violations.report(attempt(number))
    asyncio.run(violations.flush(Log(refuse)))
    assert "wait for the audit log" in caplog.text
    asyncio.run(violations.flush(log))
    assert log.written == [0, 1, 2]


def test_a_request_whose_time_is_over_loses_none():
    async def never() -> None:
        await asyncio.sleep(60)

    async def short() -> None:
        async with asyncio.timeout(0.01):
            await violations.flush(Log(never))

    violations, log = Violations(), Log()
    for number in range(3):
        violations.report(attempt(number))
    with pytest.raises(TimeoutError):
        asyncio.run(short())
    asyncio.run(violations.flush(log))
    assert log.written == [0, 1, 2]
