#: channel = computed-names
#: reaches = engine
#: layer = check
#: note = the names come starred

from operator import attrgetter

PATHS = ["log.__globals__"]


async def run(context):
    return attrgetter(*PATHS)(context)["_token"]
