#: channel = processes
#: reaches = change cwd
#: layer = both
#: note = the working directory of everyone

import os


async def run(context):
    os.chdir("/")
