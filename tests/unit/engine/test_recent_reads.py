"""Answers that may be seconds old, and not a moment older."""

from __future__ import annotations

import asyncio

import pytest

from engine.shared.storage import recent
from engine.shared.storage.recent import RecentReads

PARTITION = ("Users", "USER")


@pytest.fixture
def clock(monkeypatch):
    class Clock:
        now = 100.0

        def monotonic(self):
            return self.now

    made = Clock()
    monkeypatch.setattr(recent, "time", made)
    return made


class Storage:
    """Answers with how often it was asked, when it is let."""

    def __init__(self):
        self.asked = 0
        self.open = asyncio.Event()
        self.open.set()
        self.failure = None

    async def ask(self):
        self.asked += 1
        answer = self.asked
        await self.open.wait()
        if self.failure is not None:
            raise self.failure
        return answer


async def begun():
    """Let what was just asked reach the storage."""
    for _ in range(3):
        await asyncio.sleep(0)


def get(reads, storage, question="q", *, keep=True):
    return reads.get(PARTITION, question, storage.ask, lambda _: keep)


async def test_an_answer_is_used_until_its_time_is_up(clock):
    reads, storage = RecentReads(), Storage()
    assert await get(reads, storage) == 1
    clock.now += recent.FRESH_SECONDS - 0.01
    assert await get(reads, storage) == 1
    clock.now += 0.02
    assert await get(reads, storage) == 2
    assert await get(reads, storage, "other") == 3


async def test_the_time_begins_with_the_question(clock):
    reads, storage = RecentReads(), Storage()
    storage.open.clear()
    task = asyncio.create_task(get(reads, storage))
    await begun()
    clock.now += recent.FRESH_SECONDS
    storage.open.set()
    assert await task == 1
    assert await get(reads, storage) == 2


async def test_many_ask_once_and_one_who_leaves_takes_nothing_away():
    reads, storage = RecentReads(), Storage()
    storage.open.clear()
    tasks = [asyncio.create_task(get(reads, storage)) for _ in range(20)]
    await begun()
    tasks[0].cancel()
    storage.open.set()
    answers = await asyncio.gather(*tasks, return_exceptions=True)
    assert isinstance(answers[0], asyncio.CancelledError)
    assert answers[1:] == [1] * 19


async def test_a_failure_reaches_all_who_wait_and_is_not_kept():
    reads, storage = RecentReads(), Storage()
    storage.failure = OSError("down")
    answers = await asyncio.gather(*(get(reads, storage) for _ in range(3)), return_exceptions=True)
    assert [type(one) for one in answers] == [OSError] * 3
    storage.failure = None
    assert await get(reads, storage) == 2


async def test_a_failure_that_nobody_waits_for_any_more_is_no_loose_end():
    reads, storage = RecentReads(), Storage()
    storage.open.clear()
    storage.failure = OSError("down")
    task = asyncio.create_task(get(reads, storage))
    await begun()
    task.cancel()
    storage.open.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    await asyncio.sleep(0.01)


async def test_what_is_not_worth_keeping_is_asked_again():
    reads, storage = RecentReads(), Storage()
    assert [await get(reads, storage, keep=False) for _ in range(2)] == [1, 2]


async def test_what_was_written_counts_at_once_even_for_a_question_on_its_way():
    reads, storage = RecentReads(), Storage()
    storage.open.clear()
    early = asyncio.create_task(get(reads, storage))
    await begun()
    reads.forget(PARTITION)
    late = asyncio.create_task(get(reads, storage))
    await begun()
    storage.open.set()
    assert (await early, await late) == (1, 2)
    # The early answer, which may be from before the write, is not kept.
    assert await get(reads, storage) == 2


async def test_the_oldest_are_dropped(monkeypatch):
    monkeypatch.setattr(recent, "_MAX_ROWS", 2)
    monkeypatch.setattr(recent, "_MAX_PARTITIONS", 2)
    reads, storage = RecentReads(), Storage()
    for question in ("a", "b", "c"):
        await get(reads, storage, question)
    assert [await get(reads, storage, question) for question in ("b", "c", "a")] == [2, 3, 4]
    for key in ("x", "y"):
        await reads.get(("Users", key), "q", storage.ask, lambda _: True)
    assert await get(reads, storage, "c") == 7
