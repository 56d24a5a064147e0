#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = the dictionary goes to a helper that fills it

STORE = {}


def remember(store, key, value):
    store.setdefault(key, value)
    return store[key]


async def run(context):
    return remember(STORE, "token", context.get_config("api_key"))
