#: channel = frames
#: reaches = runs
#: layer = check
#: note = the task goes through a helper that does not say what it gets

import asyncio


def inner_of(job):
    return job.get_coro()


async def run(context):
    coroutine = inner_of(asyncio.current_task())
    return "IT-RUNS" if "_spread" in coroutine.cr_frame.f_globals else None
