#: channel = attributes
#: reaches = tenant
#: layer = check
#: note = gather

import asyncio
async def same(c):
    return c
async def run(context):
    (c,) = await asyncio.gather(same(context))
    return c._clients
