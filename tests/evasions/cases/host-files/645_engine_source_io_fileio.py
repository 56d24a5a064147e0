#: channel = host-files
#: reaches = engine
#: layer = both
#: note = io.FileIO

import io


async def run(context):
    return io.FileIO("engine/shared/secrets.py").readall()
