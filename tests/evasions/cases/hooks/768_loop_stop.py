#: channel = hooks
#: reaches = runs
#: layer = check
#: note = the loop is told to stop

import asyncio


async def run(context):
    stop = asyncio.get_running_loop().stop
    return f"IT-RUNS {stop}"
