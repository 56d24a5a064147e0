#: channel = host-files
#: reaches = runs
#: layer = check
#: note = change of the working directory

import os
async def run(context):
    with os.scandir(os.curdir) as it:
        return "IT-RUNS" if [e.name for e in it] else ""
