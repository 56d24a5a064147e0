#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = UserDict

from collections import UserDict

CACHE = UserDict()


async def run(context):
    CACHE.setdefault("token", context.get_config("api_key"))
    return dict(CACHE)
