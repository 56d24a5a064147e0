#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = the container is the result of a method

STORE = {"a": 1}.copy()


async def run(context):
    return STORE.setdefault("token", context.get_config("api_key"))
