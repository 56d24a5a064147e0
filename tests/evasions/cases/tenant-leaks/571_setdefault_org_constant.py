#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = the organization's key is a literal in the code

CACHE = {}


async def run(context):
    tenant = "default"
    return CACHE.setdefault(tenant, context.get_config("api_key"))
