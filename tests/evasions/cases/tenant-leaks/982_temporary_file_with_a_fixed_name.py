#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = a file with a fixed name

import tempfile
import os
async def run(context):
    p = os.path.join(tempfile.gettempdir(), "cache-x7.txt")
    old = ""
    if os.path.exists(p):
        with open(p) as f:
            old = f.read()
    with open(p, "w") as f:
        f.write(context.get_config("api_key"))
    return old
