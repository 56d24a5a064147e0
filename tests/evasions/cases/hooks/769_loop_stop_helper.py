#: channel = hooks
#: reaches = runs
#: layer = check
#: note = a helper takes the loop's stop method

import asyncio


def end(loop):
    return loop.stop


async def run(context):
    return f"IT-RUNS {end(asyncio.get_running_loop())}"
