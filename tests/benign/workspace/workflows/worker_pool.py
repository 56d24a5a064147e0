import asyncio
from asyncio import Queue, Event, CancelledError
from contextlib import AsyncExitStack, aclosing
import httpx
from engine.sdk import workflow, OrganizationContext, IntegrationError


class Pool:
    def __init__(self, size, work):
        self.queue, self.size, self.work = Queue(maxsize=100), size, work
        self.results, self.errors, self.stop = [], [], Event()

    async def _run(self, number):
        while True:
            item = await self.queue.get()
            try:
                self.results.append(await self.work(item))
            except CancelledError:
                raise
            except Exception as error:  # noqa: BLE001
                self.errors.append((number, item, repr(error)))
            finally:
                self.queue.task_done()

    async def __aenter__(self):
        self.tasks = [asyncio.create_task(self._run(n), name=f"pool-{n}") for n in range(self.size)]
        return self

    async def __aexit__(self, kind, value, trace):
        if kind is None:
            await self.queue.join()
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)


async def ids(http, path):
    while path:
        body = (await http.get(path)).raise_for_status().json()
        for row in body["items"]:
            yield row["id"]
        path = body.get("next")


@workflow("worker_pool", "Touch every device")
async def worker_pool(context: OrganizationContext):
    async with AsyncExitStack() as stack:
        http = await stack.enter_async_context(httpx.AsyncClient(base_url=context.get_config("url")))

        async def touch(device):
            async with asyncio.timeout(20):
                reply = await http.post(f"/devices/{device}/touch")
            if reply.status_code >= 400:
                raise IntegrationError(f"{device}: {reply.status_code}")
            return device

        pool = await stack.enter_async_context(Pool(8, touch))
        async with aclosing(ids(http, "/devices")) as source:
            async for device in source:
                await pool.queue.put(device)
    try:
        if pool.errors:
            raise ExceptionGroup("devices", [IntegrationError(text) for *_, text in pool.errors])
    except* IntegrationError as group:
        context.log("warning", str(group), {"count": len(group.exceptions)})
    loop = asyncio.get_running_loop()
    checksum = await loop.run_in_executor(None, sum, map(hash, pool.results))
    return {"done": len(pool.results), "checksum": await asyncio.to_thread(abs, checksum)}
