#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = the environment carries a value to the next run

import os


async def run(context):
    return os.environ.setdefault("LAST_KEY", context.get_config("api_key"))
