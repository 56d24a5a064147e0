#: channel = processes
#: reaches = change umask
#: layer = both
#: note = the file mask

import os


async def run(context):
    os.umask(0)
