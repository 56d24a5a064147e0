#: channel = computed-names
#: reaches = engine
#: layer = check
#: note = the beginning of the name is written, and is that of an internal

def read(thing, rest):
    return getattr(thing, f"_{rest}")


async def run(context):
    return read(context.log, "_globals__")["_token"]
