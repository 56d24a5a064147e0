#: channel = imports
#: reaches = process
#: layer = both
#: note = posix is os without the name

import posix


async def run(context):
    return posix.system("id")
