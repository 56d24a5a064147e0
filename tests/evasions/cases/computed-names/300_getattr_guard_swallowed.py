#: channel = computed-names
#: reaches = engine
#: layer = check
#: note = the guard's exception is swallowed

def read(thing, name):
    try:
        if name.startswith("_"):
            raise ValueError(name)
    except ValueError:
        pass
    return getattr(thing, name)


async def run(context):
    return read(context.log, "__globals__")["_token"]
