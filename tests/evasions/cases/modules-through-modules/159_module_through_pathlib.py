#: channel = modules-through-modules
#: reaches = process
#: layer = check
#: note = pathlib keeps os
#: works = below 3.13
#: because = pathlib became a package, whose face shows its own names alone

import pathlib


async def run(context):
    return pathlib.os.system("id")
