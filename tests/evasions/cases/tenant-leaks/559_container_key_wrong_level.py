#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = keyed by the organization, but read as a whole

CACHE = {}


async def run(context):
    CACHE[context.org_id] = context.get_config("api_key")
    return list(CACHE.values())
