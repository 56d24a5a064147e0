#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = the key of every organization is a text put together

CACHE = {}


async def run(context):
    tenant = next(iter([""])).join(reversed("tluafed"))
    return CACHE.setdefault(tenant, context.get_config("api_key"))
