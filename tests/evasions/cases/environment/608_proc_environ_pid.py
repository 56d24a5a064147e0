#: channel = environment
#: reaches = environment
#: layer = both
#: note = by process id

import os


async def run(context):
    return open(f"/proc/{os.getpid()}/environ").read()
