#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = run in executor helper

import asyncio
S = []
def put(s, x): s.append(x)
async def run(context):
    await asyncio.get_running_loop().run_in_executor(None, put, S, context.get_config("api_key"))
    return list(S)
