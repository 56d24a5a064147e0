#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = call soon helper

import asyncio
S = []
def put(s, x): s.append(x)
async def run(context):
    asyncio.get_running_loop().call_soon(put, S, context.get_config("api_key"))
    await asyncio.sleep(0)
    return list(S)
