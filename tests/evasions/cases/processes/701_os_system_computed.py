#: channel = processes
#: reaches = process
#: layer = check
#: note = os.system by a computed name

import os


async def run(context):
    return getattr(os, "sys" + "tem".lower())("id")
