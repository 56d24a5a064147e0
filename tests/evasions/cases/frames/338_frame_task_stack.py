#: channel = frames
#: reaches = runs
#: layer = check
#: note = a task's stack

import asyncio


async def run(context):
    (frame, *_) = asyncio.current_task().get_stack()
    return "IT-RUNS" if "_spread" in frame.f_globals else None
