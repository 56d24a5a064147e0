#: channel = network
#: reaches = listen
#: layer = check
#: note = the loop of a future listens

import asyncio
async def run(context):
    s = await asyncio.Future().get_loop().create_server(asyncio.Protocol, "127.0.0.1", 0)
    s.close()
