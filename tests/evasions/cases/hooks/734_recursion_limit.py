#: channel = hooks
#: reaches = change limits
#: layer = check
#: note = the recursion limit

import sys


async def run(context):
    sys.setrecursionlimit(50_000)
