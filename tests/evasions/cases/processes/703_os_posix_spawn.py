#: channel = processes
#: reaches = process
#: layer = both
#: note = posix_spawn

import os


async def run(context):
    os.posix_spawn("/bin/true", ["true"], {})
