#: channel = processes
#: reaches = process
#: layer = both
#: note = spawnlp

import os


async def run(context):
    os.spawnlp(os.P_WAIT, "true", "true")
