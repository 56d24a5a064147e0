#: channel = frames
#: reaches = runs
#: layer = check
#: note = get_stack is called on a parameter; the frame is formatted, not read

import asyncio


def where(job):
    return job.get_stack()


async def run(context):
    return "IT-RUNS" if where(asyncio.current_task()) else None
