#: channel = frames
#: reaches = runs
#: layer = both
#: note = all tasks of the loop, whoever's they are

import asyncio


async def run(context):
    return "IT-RUNS" if asyncio.all_tasks() else None
