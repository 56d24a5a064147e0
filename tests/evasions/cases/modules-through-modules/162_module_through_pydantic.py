#: channel = modules-through-modules
#: reaches = engine
#: layer = check
#: note = pydantic.main keeps sys

import pydantic.main


async def run(context):
    return pydantic.main.sys.modules["engine.shared.secrets"].TOKEN
