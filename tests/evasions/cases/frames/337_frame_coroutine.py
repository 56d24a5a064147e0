#: channel = frames
#: reaches = runs
#: layer = check
#: note = the coroutine of the current task has a frame

import asyncio


async def run(context):
    frame = asyncio.current_task().get_coro().cr_frame
    return "IT-RUNS" if "_spread" in frame.f_globals else None
