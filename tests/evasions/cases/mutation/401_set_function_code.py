#: channel = mutation
#: reaches = change engine.sdk
#: layer = check
#: note = the code of a door function

from engine.sdk import public_attr


def open_attr(obj, name, default=None):
    return default


async def run(context):
    public_attr.__code__ = open_attr.__code__
