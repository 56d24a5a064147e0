#: channel = computed-names
#: reaches = engine
#: layer = check
#: note = the loop's next round brings another name

def read(thing, names):
    found = thing
    name = "x"
    if name.startswith("_"):
        raise ValueError(name)
    for name in names:
        found = getattr(thing, name)
    return found


async def run(context):
    return read(context.log, ["__globals__"])["_token"]
