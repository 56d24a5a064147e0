#: channel = hooks
#: reaches = runs
#: layer = check
#: note = every new task is made by our function

import asyncio


async def run(context):
    asyncio.get_running_loop().set_task_factory(lambda loop, coro, **k: asyncio.Task(coro, loop=loop))
    return "IT-RUNS"
