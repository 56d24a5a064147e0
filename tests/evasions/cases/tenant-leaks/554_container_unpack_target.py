#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = an unpacking target is a subscript

STORE = {}


async def run(context):
    last = dict(STORE)
    _, STORE["token"] = 1, context.get_config("api_key")
    return last
