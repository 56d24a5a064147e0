#: channel = tenant-leaks
#: reaches = leak
#: layer = both
#: note = a file at a fixed place carries a value to the next run

import os
import tempfile


async def run(context):
    path = os.path.join(tempfile.gettempdir(), f"last-key-{os.getpid()}.txt")
    last = open(path).read() if os.path.exists(path) else ""
    with open(path, "w") as out:
        out.write(context.get_config("api_key"))
    return last
