#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = a Counter

from collections import Counter

USES = Counter()


async def run(context):
    USES.update([context.get_config("api_key")])
    return USES
