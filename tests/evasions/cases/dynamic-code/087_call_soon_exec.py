#: channel = dynamic-code
#: reaches = engine
#: layer = check
#: note = the event loop calls exec

import asyncio


async def run(context):
    scope = {}
    asyncio.get_running_loop().call_soon(exec, "from engine.shared.secrets import TOKEN", scope)
    await asyncio.sleep(0)
    return scope["TOKEN"]
