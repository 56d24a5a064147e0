#: channel = computed-names
#: reaches = engine
#: layer = check
#: note = the guarded name is a walrus target again inside a comprehension

def read(thing, name):
    if name.startswith("_"):
        raise ValueError(name)
    [name := part for part in ["__globals__"]]
    return getattr(thing, name)


async def run(context):
    return read(context.log, "x")["_token"]
