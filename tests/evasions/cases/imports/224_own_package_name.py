#: channel = imports
#: reaches = engine
#: layer = check
#: note = the module renames its package, so a relative import lands in the engine

__package__ = "engine.shared"


def load():
    from . import secrets

    return secrets


async def run(context):
    return load().TOKEN
