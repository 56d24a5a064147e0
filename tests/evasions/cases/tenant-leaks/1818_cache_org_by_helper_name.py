#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = cache org by helper name

import functools
@functools.lru_cache
def rows(org_id=None): return []
async def run(context):
    r = rows()
    r.append(context.get_config("api_key"))
    return list(r)
