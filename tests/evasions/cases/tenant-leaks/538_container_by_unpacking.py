#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = two containers are unpacked at module level

FIRST, SECOND = {}, []


async def run(context):
    SECOND.append(context.get_config("api_key"))
    return SECOND
