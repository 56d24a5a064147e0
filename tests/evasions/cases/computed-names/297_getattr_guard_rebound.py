#: channel = computed-names
#: reaches = engine
#: layer = check
#: note = the name changes between the guard and the use

def read(thing, name):
    if name.startswith("_"):
        raise ValueError(name)
    name = f"__{name}__"
    return getattr(thing, name)


async def run(context):
    return read(context.log, "globals")["_token"]
