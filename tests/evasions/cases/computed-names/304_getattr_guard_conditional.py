#: channel = computed-names
#: reaches = engine
#: layer = check
#: note = the guard stands under a condition

def read(thing, name, strict=False):
    if strict:
        if name.startswith("_"):
            raise ValueError(name)
    return getattr(thing, name)


async def run(context):
    return read(context.log, "__globals__")["_token"]
