#: channel = modules-through-modules
#: reaches = engine
#: layer = check
#: note = a from import takes a module out of another one

from logging import sys as kit


async def run(context):
    return kit.modules["engine.shared.secrets"].TOKEN
