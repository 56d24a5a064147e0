#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = insort

import bisect
S = []
async def run(context):
    bisect.insort(S, context.get_config("api_key"))
    return list(S)
