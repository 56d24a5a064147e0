#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = a dictionary kept on a function at module level

def token(context):
    return token.cache.setdefault("t", context.get_config("api_key"))


token.cache = {}


async def run(context):
    return token(context)
