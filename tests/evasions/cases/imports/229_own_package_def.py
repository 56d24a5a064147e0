#: channel = imports
#: reaches = engine
#: layer = check
#: note = the walrus renames the package

found = (__package__ := "engine.shared")


def load():
    from . import secrets

    return secrets.TOKEN


async def run(context):
    return load()
