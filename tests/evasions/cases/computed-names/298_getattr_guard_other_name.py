#: channel = computed-names
#: reaches = engine
#: layer = check
#: note = the guard looks at another variable

def read(thing, name, field):
    if field.startswith("_"):
        raise ValueError(field)
    return getattr(thing, name)


async def run(context):
    return read(context.log, "__globals__", "x")["_token"]
