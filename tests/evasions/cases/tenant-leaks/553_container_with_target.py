#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = a with target is a subscript of the module's dictionary

from contextlib import nullcontext

STORE = {}


async def run(context):
    last = dict(STORE)
    with nullcontext(context.get_config("api_key")) as STORE["token"]:
        pass
    return last
