#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = a bounded deque of recent values

import collections

RECENT = collections.deque(maxlen=5)


async def run(context):
    RECENT.appendleft(context.get_config("api_key"))
    return list(RECENT)
