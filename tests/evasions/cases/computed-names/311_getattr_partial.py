#: channel = computed-names
#: reaches = engine
#: layer = check
#: note = getattr frozen in a partial

from functools import partial


async def run(context):
    return partial(getattr, context.log)("__globals__")["_token"]
