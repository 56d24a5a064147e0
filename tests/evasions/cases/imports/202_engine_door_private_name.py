#: channel = imports
#: reaches = engine
#: layer = both
#: note = a private name of a door module

from engine.shared.context import _token


async def run(context):
    return _token
