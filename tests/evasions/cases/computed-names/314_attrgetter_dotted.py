#: channel = computed-names
#: reaches = engine
#: layer = check
#: note = attrgetter walks a dotted path

from operator import attrgetter


async def run(context):
    return attrgetter("log.__globals__")(context)["_token"]
