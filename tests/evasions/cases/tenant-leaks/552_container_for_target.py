#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = a for target is a subscript of the module's dictionary

STORE = {}


async def run(context):
    last = dict(STORE)
    for STORE["token"] in [context.get_config("api_key")]:
        pass
    return last
