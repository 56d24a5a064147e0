#: channel = processes
#: reaches = die
#: layer = both
#: note = the process gets a signal

import os


async def run(context):
    os.kill(os.getpid(), 9)
