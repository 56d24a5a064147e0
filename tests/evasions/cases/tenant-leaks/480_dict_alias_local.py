#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = a local name for the module's dictionary

STORE = {}


async def run(context):
    cache = STORE
    cache.setdefault("token", context.get_config("api_key"))
    return cache["token"]
