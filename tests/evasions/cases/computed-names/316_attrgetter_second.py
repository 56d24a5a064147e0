#: channel = computed-names
#: reaches = engine
#: layer = check
#: note = the second of several names is the walk

from operator import attrgetter

pick = attrgetter("org_id", "log.__globals__")


async def run(context):
    return pick(context)[1]["_token"]
