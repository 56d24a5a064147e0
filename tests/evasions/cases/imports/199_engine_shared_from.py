#: channel = imports
#: reaches = engine
#: layer = both
#: note = a submodule as a from name

from engine.shared import secrets as s


async def run(context):
    return s.TOKEN
