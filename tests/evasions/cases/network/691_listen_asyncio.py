#: channel = network
#: reaches = listen
#: layer = both
#: note = asyncio.start_server

import asyncio


async def run(context):
    server = await asyncio.start_server(lambda r, w: None, "127.0.0.1", 0)
    server.close()
