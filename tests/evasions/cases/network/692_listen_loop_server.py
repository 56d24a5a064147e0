#: channel = network
#: reaches = listen
#: layer = check
#: note = the loop goes through a helper that starts a server

import asyncio


async def serve(loop):
    return await loop.create_server(asyncio.Protocol, "127.0.0.1", 0)


async def run(context):
    server = await serve(asyncio.get_running_loop())
    server.close()
