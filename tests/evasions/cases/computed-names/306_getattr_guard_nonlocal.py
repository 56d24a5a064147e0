#: channel = computed-names
#: reaches = engine
#: layer = check
#: note = an inner function rebinds the guarded name

def read(thing, name):
    def change():
        nonlocal name
        name = "__globals__"

    if name.startswith("_"):
        raise ValueError(name)
    change()
    return getattr(thing, name)


async def run(context):
    return read(context.log, "x")["_token"]
