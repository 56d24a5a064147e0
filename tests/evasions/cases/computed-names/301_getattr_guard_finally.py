#: channel = computed-names
#: reaches = engine
#: layer = check
#: note = the use stands in a finally clause after the guard

def read(thing, name):
    try:
        if name.startswith("_"):
            raise ValueError(name)
    finally:
        return getattr(thing, name)


async def run(context):
    return read(context.log, "__globals__")["_token"]
