#: channel = processes
#: reaches = change limits
#: layer = both
#: note = the priority

import os


async def run(context):
    os.nice(1)
