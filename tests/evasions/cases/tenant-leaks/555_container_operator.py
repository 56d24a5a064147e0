#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = operator.setitem writes

import operator

STORE = {}


async def run(context):
    last = dict(STORE)
    operator.setitem(STORE, "token", context.get_config("api_key"))
    return last
