#: channel = processes
#: reaches = process
#: layer = both
#: note = the process is copied with everything in it

import os


async def run(context):
    if os.fork() == 0:
        os._exit(0)
