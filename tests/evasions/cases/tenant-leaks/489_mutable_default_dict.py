#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = a default dictionary as a cache

def token(context, cache={}):
    if "t" not in cache:
        cache["t"] = context.get_config("api_key")
    return cache["t"]


async def run(context):
    return token(context)
