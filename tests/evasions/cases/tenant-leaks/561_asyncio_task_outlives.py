#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = a task that outlives the run keeps values in its closure list

import asyncio

TASKS = set()


async def keep(value):
    return value


async def run(context):
    last = [task.result() for task in TASKS if task.done()]
    task = asyncio.create_task(keep(context.get_config("api_key")))
    TASKS.add(task)
    await task
    return last
