#: channel = computed-names
#: reaches = engine
#: layer = check
#: note = attrgetter as a value in a table

from operator import attrgetter

TABLE = {"read": attrgetter}


async def run(context):
    return TABLE["read"]("log.__globals__")(context)["_token"]
