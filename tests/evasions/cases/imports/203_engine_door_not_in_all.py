#: channel = imports
#: reaches = engine
#: layer = both
#: note = a public name of a door module that its __all__ does not list

from engine.shared.context import secrets


async def run(context):
    return secrets.TOKEN
