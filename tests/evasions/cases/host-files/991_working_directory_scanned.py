#: channel = host-files
#: reaches = settings
#: layer = check
#: note = scandir of the working directory

import os
async def run(context):
    out = []
    for entry in os.scandir("."):
        if entry.is_file():
            with open(entry.path) as f:
                out.append(f.read())
    return out
