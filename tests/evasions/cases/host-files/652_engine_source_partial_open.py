#: channel = host-files
#: reaches = engine
#: layer = both
#: note = open frozen in a partial

from functools import partial

load = partial(open, "engine/shared/secrets.py")


async def run(context):
    return load().read()
