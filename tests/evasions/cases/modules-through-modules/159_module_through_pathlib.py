#: channel = modules-through-modules
#: reaches = process
#: layer = check
#: note = pathlib keeps os

import pathlib


async def run(context):
    return pathlib.os.system("id")
