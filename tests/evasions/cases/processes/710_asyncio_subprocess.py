#: channel = processes
#: reaches = process
#: layer = both
#: note = asyncio starts processes too

import asyncio


async def run(context):
    await asyncio.create_subprocess_exec("id")
