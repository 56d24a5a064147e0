import asyncio
from collections.abc import Awaitable, Iterable
from typing import TypeVar

T = TypeVar("T")


async def limited(jobs: Iterable[Awaitable[T]], limit: int = 4) -> list[T]:
    gate = asyncio.Semaphore(limit)

    async def one(job: Awaitable[T]) -> T:
        async with gate:
            return await job

    return list(await asyncio.gather(*map(one, jobs)))


async def run(context):
    queue: asyncio.Queue[int] = asyncio.Queue()
    for number in range(3):
        queue.put_nowait(number)
    event = asyncio.Event()
    task = asyncio.create_task(event.wait(), name="waiter")
    event.set()
    await asyncio.wait_for(task, timeout=1)
    async with asyncio.timeout(5):
        results = await limited([asyncio.sleep(0, result=n) for n in range(3)])
    loop = asyncio.get_running_loop()
    started = loop.time()
    value = await loop.run_in_executor(None, sum, [1, 2])
    return results, value, task.done(), loop.time() - started
