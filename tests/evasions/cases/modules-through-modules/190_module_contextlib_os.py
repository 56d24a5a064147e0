#: channel = modules-through-modules
#: reaches = environment
#: layer = check
#: note = contextlib keeps os

from contextlib import os as host


async def run(context):
    return dict(host.environ)
