#: channel = host-files
#: reaches = settings
#: layer = both
#: note = all files of the working directory

import os


async def run(context):
    return [open(name).read() for name in os.listdir(".") if name.endswith("json")]
