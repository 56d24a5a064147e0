#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = the key has `org` in its name and is the same for everyone

CACHE = {}
ORG_KEY = "all"


async def run(context):
    return CACHE.setdefault(ORG_KEY, context.get_config("api_key"))
