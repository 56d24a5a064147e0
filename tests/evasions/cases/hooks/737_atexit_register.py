#: channel = hooks
#: reaches = change atexit
#: layer = both
#: note = code for the end of the process

import atexit


async def run(context):
    atexit.register(print)
