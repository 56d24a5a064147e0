import asyncio


class Worker:
    def __init__(self, size=2):
        self.queue = asyncio.Queue()
        self.results = []
        self.size = size

    async def _work(self):
        while True:
            item = await self.queue.get()
            try:
                self.results.append(item * 2)
            finally:
                self.queue.task_done()

    async def process(self, items):
        tasks = [asyncio.create_task(self._work()) for _ in range(self.size)]
        for item in items:
            await self.queue.put(item)
        await self.queue.join()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        return self.results


async def run(context):
    return await Worker().process(range(5))
