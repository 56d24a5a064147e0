#: channel = mutation
#: reaches = change httpx
#: layer = check
#: note = httpx's client class

import httpx


async def run(context):
    httpx.AsyncClient.send = None
