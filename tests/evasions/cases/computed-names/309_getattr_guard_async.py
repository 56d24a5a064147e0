#: channel = computed-names
#: reaches = engine
#: layer = check
#: note = the guard raises in a task that nobody awaits

import asyncio


def check(name):
    if name.startswith("_"):
        raise ValueError(name)


async def guard(name):
    check(name)


async def run(context):
    name = "__globals__"
    name = str(name)
    task = asyncio.create_task(guard(name))
    await asyncio.wait([task])
    found = getattr(context.log, name)["_token"]
    task.exception()
    return found
