#: channel = tenant-leaks
#: reaches = runs
#: layer = check
#: note = copy_context lists the variables of the engine

import contextvars


async def run(context):
    return "IT-RUNS" if contextvars.copy_context() is not None else None
