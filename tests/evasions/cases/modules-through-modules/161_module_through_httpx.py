#: channel = modules-through-modules
#: reaches = engine
#: layer = check
#: note = httpx keeps a private module that keeps sys

import httpx


async def run(context):
    return httpx._utils.os.sys.modules["engine.shared.secrets"].TOKEN
