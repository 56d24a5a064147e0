#: channel = imports
#: reaches = engine
#: layer = check
#: note = the rename through the module's __spec__ and __name__

__package__ = None
__spec__ = None
__name__ = "engine.shared.visitor"


def load():
    from . import secrets

    return secrets


async def run(context):
    return load().TOKEN
