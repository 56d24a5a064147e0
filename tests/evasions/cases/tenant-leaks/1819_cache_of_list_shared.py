#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = cache of list shared

import functools
@functools.cache
def rows(size): return []
async def run(context):
    r = rows(1)
    r.append(context.get_config("api_key"))
    return list(r)
