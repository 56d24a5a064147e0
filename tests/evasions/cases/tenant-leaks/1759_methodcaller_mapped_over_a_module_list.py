#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = methodcaller mapped over a module list

from operator import methodcaller
S = []
async def run(context):
    list(map(methodcaller("append", context.get_config("api_key")), [S]))
    return list(S)
