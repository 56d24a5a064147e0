#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = singledispatch register leak

import functools
@functools.singledispatch
def get(x): return None
async def run(context):
    old = get(1)
    key = context.get_config("api_key")
    get.register(int, lambda x: key)
    return old
