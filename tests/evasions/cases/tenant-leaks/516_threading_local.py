#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = threading.local lives as long as its thread, which serves many clients

import threading

local = threading.local()


async def run(context):
    last = getattr(local, "token", None)
    local.token = context.get_config("api_key")
    return last
