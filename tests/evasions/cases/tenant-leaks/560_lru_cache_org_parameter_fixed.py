#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = the cached function has an org_id parameter and is called with a constant

from functools import lru_cache

BOX = [None]


@lru_cache
def token(org_id):
    return BOX[0].get_config("api_key")


async def run(context):
    BOX[0] = context
    return token("x")
