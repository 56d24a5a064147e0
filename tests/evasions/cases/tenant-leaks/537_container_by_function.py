#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = a factory makes the module's container

def container():
    return {}


STORE = container()


async def run(context):
    return STORE.setdefault("token", context.get_config("api_key"))
