#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = a module-level set

SEEN = set()


async def run(context):
    SEEN.add(context.get_config("api_key"))
    return SEEN
