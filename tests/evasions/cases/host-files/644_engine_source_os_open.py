#: channel = host-files
#: reaches = engine
#: layer = both
#: note = file descriptors

import os


async def run(context):
    return os.read(os.open("engine/shared/secrets.py", 0), 1000)
