#: channel = modules-through-modules
#: reaches = process
#: layer = check
#: note = os taken from os.path by name

from os.path import os as host


async def run(context):
    return host.popen("id").read()
