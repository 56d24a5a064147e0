#: channel = hooks
#: reaches = runs
#: layer = check
#: note = threading keeps a list of its own for the end

import threading


async def run(context):
    threading._register_atexit(print)
    return "IT-RUNS"
