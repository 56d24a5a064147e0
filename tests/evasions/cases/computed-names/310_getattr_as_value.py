#: channel = computed-names
#: reaches = engine
#: layer = check
#: note = getattr handed to reduce walks a dotted path

from functools import reduce


async def run(context):
    return reduce(getattr, ["log", "__globals__"], context)["_token"]
