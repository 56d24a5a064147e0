#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = the container comes out of json

import json

STORE = json.loads("{}")


async def run(context):
    return STORE.setdefault("token", context.get_config("api_key"))
