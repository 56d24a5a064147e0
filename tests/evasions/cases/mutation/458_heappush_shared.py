#: channel = mutation
#: reaches = change urllib.parse
#: layer = check
#: note = heapq pushes onto a shared list

import heapq
from urllib.parse import uses_params


async def run(context):
    heapq.heappush(uses_params, "evil")
