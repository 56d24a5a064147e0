#: channel = hooks
#: reaches = runs
#: layer = check
#: note = an attribute of the loop is replaced

import asyncio


async def run(context):
    loop = asyncio.get_running_loop()
    loop.call_exception_handler = print
    return "IT-RUNS"
