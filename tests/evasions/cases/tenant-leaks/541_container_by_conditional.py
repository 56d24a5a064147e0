#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = the container comes from a conditional expression

import sys

STORE = {} if sys.maxsize else None


async def run(context):
    return STORE.setdefault("token", context.get_config("api_key"))
