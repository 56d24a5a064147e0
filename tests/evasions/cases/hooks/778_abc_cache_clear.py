#: channel = hooks
#: reaches = change sys
#: layer = check
#: note = a library's own caches by sys

import sys


async def run(context):
    sys.intern("x")
    sys.ps1 = "mine"
