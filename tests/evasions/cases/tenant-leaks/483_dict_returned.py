#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = a function returns the dictionary, another changes it

_store = {}


def store():
    return _store


async def run(context):
    store().setdefault("token", context.get_config("api_key"))
    return store()["token"]
