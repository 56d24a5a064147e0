#: channel = modules-through-modules
#: reaches = engine
#: layer = check
#: note = asyncio's submodules keep sys

import asyncio


async def run(context):
    return asyncio.events.sys.modules["engine.shared.secrets"].TOKEN
