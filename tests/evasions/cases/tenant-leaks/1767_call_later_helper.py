#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = call later helper

import asyncio
S = []
def put(s, x): s.append(x)
async def run(context):
    asyncio.get_event_loop().call_later(0, put, S, context.get_config("api_key"))
    await asyncio.sleep(0.01)
    return list(S)
