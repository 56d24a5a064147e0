#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = a module-level dictionary keeps a token under a fixed key

CACHE = {}


async def run(context):
    if "token" not in CACHE:
        CACHE["token"] = context.get_config("api_key")
    return CACHE["token"]
