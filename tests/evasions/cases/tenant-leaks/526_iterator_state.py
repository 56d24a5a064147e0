#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = an itertools chain at module level is refilled

import queue

WAITING = queue.SimpleQueue()


async def run(context):
    last = None if WAITING.empty() else WAITING.get()
    WAITING.put(context.get_config("api_key"))
    return last
