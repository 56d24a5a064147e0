#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = sorted by a mutating key

from operator import methodcaller
S = []
async def run(context):
    sorted([S], key=methodcaller("append", context.get_config("api_key")))
    return list(S)
