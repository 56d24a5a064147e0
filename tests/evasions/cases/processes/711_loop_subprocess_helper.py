#: channel = processes
#: reaches = process
#: layer = check
#: note = the loop goes through a helper

import asyncio


async def start(loop):
    return await loop.subprocess_exec(asyncio.SubprocessProtocol, "id")


async def run(context):
    await start(asyncio.get_event_loop())
