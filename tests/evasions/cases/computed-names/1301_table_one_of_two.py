#: channel = computed-names
#: reaches = engine
#: layer = check
#: note = a table of names that is only sometimes the written one


def read(thing, more):
    rows = (("log", "name"),) if more is None else more
    found = []
    for _, name in rows:
        found.append(getattr(thing, name)["_token"])
    return found


async def run(context):
    return read(context.log, [("log", "".join(["__glo", "bals", "_" * 2]))])
