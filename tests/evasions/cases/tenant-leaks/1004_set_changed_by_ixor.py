#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = operator.ixor

import operator
SEEN = set()
async def run(context):
    if not SEEN:
        operator.ixor(SEEN, {context.get_config("api_key")})
    return SEEN
