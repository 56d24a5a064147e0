#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = dict.update unbound

STORE = {}


async def run(context):
    last = dict(STORE)
    dict.update(STORE, token=context.get_config("api_key"))
    return last
