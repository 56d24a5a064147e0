#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = a keyword-only default

def token(context, *, cache=dict()):
    return cache.setdefault("t", context.get_config("api_key"))


async def run(context):
    return token(context)
