#: channel = processes
#: reaches = die
#: layer = both
#: note = the process ends

import os


async def run(context):
    os._exit(3)
