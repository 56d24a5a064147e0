#: channel = dynamic-code
#: reaches = engine
#: layer = check
#: note = asyncio.to_thread runs eval

import asyncio


async def run(context):
    return await asyncio.to_thread(eval, "__import__('engine.shared.secrets').shared.secrets.TOKEN")
