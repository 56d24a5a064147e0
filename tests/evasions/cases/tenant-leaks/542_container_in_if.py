#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = the container is made inside a module-level if

if __name__:
    STORE = {}


async def run(context):
    return STORE.setdefault("token", context.get_config("api_key"))
