#: channel = processes
#: reaches = die
#: layer = both
#: note = the process crashes

from os import abort


async def run(context):
    abort()
