#: channel = processes
#: reaches = process
#: layer = both
#: note = the process is replaced

import os


async def run(context):
    os.execv("/bin/true", ["true"])
