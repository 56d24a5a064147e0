#: channel = class-machinery
#: reaches = runs
#: layer = check
#: note = functools.partial subclasses keep their function public

from functools import partial

from engine.sdk import workflow


async def run(context):
    return "IT-RUNS" if partial(workflow).func.__globals__["_token"] else None
