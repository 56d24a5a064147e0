#: channel = host-files
#: reaches = settings
#: layer = check
#: note = path of an environment-free expansion

import os
async def run(context):
    with open(os.path.join(os.path.curdir, "local" + os.extsep + "settings" + os.extsep + "json")) as f:
        return f.read()
