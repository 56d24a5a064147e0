#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = cache with constant organization

import functools
KEEP = []
@functools.cache
def rows(org_id): return []
async def run(context):
    r = rows("all")
    r.append(context.get_config("api_key"))
    return list(r)
