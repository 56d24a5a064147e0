#: channel = mutation
#: reaches = runs
#: layer = check
#: note = a library's abstract class takes the context's class in

import contextlib


async def run(context):
    contextlib.AbstractContextManager.register(type(context))
    return "IT-RUNS" if isinstance(context, contextlib.AbstractContextManager) else None
