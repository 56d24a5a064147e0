#: channel = attributes
#: reaches = tenant
#: layer = check
#: note = context in a queue

import asyncio
async def run(context):
    q = asyncio.Queue()
    q.put_nowait(context)
    c = await q.get()
    return c._clients
