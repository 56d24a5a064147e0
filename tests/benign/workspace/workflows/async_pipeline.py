import asyncio
from collections import deque
from contextlib import AsyncExitStack, asynccontextmanager
import httpx
from engine.sdk import workflow

SENTINEL = object()

class Pipeline:
    def __init__(self, *stages, workers=4):
        self.stages = stages
        self.workers = workers
        self.results = []
    async def _work(self, stage, source, target):
        while True:
            item = await source.get()
            if item is SENTINEL:
                await source.put(SENTINEL)
                break
            try:
                await target.put(await stage(item))
            finally:
                source.task_done()
    async def run(self, items):
        queues = [asyncio.Queue(maxsize=100) for _ in range(len(self.stages) + 1)]
        tasks = []
        async with asyncio.TaskGroup() as group:
            for index, stage in enumerate(self.stages):
                tasks += [group.create_task(self._work(stage, queues[index], queues[index + 1])) for _ in range(self.workers)]
            for item in items:
                await queues[0].put(item)
            await queues[0].put(SENTINEL)
        while not queues[-1].empty():
            self.results.append(queues[-1].get_nowait())
        return self.results

@asynccontextmanager
async def clients(*urls):
    async with AsyncExitStack() as stack:
        yield [await stack.enter_async_context(httpx.AsyncClient(base_url=u)) for u in urls]

async def poll(check, timeout=60, interval=2):
    async with asyncio.timeout(timeout):
        while not (value := await check()):
            await asyncio.sleep(interval)
        return value

@workflow(name="pipeline", description="Pipeline")
async def pipeline(context, ids):
    async with clients("https://a.example.com", "https://b.example.com") as (a, b):
        async def fetch(i):
            return (await a.get(f"/items/{i}")).json()
        async def store(item):
            r = await b.put(f"/items/{item['id']}", json=item)
            return r.status_code
        result = await Pipeline(fetch, store).run(ids)
        done = await poll(lambda: asyncio.sleep(0, result=True))
    recent = deque(result, 10)
    loop = asyncio.get_running_loop()
    return {"codes": list(recent), "done": done, "time": loop.time()}
