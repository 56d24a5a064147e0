#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = decorator with state in function attribute

import functools
def memo(f):
    @functools.wraps(f)
    def inner(x):
        if not hasattr(inner, "v"): inner.v = f(x)
        return inner.v
    return inner
@memo
def key(c): return c.get_config("api_key")
async def run(context):
    return key(context)
