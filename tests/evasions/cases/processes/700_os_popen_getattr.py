#: channel = processes
#: reaches = process
#: layer = check
#: note = os.popen by a constant getattr

import os


async def run(context):
    return getattr(os, "popen")("id").read()
