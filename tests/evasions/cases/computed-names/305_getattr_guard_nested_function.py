#: channel = computed-names
#: reaches = engine
#: layer = check
#: note = the guard runs in the outer function, the name changes in the inner

def read(thing, name):
    if name.startswith("_"):
        raise ValueError(name)

    def inner(name):
        return getattr(thing, name)

    return inner


async def run(context):
    return read(context.log, "x")("__globals__")["_token"]
