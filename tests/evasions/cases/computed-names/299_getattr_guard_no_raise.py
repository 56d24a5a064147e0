#: channel = computed-names
#: reaches = engine
#: layer = check
#: note = the guard logs and goes on

def read(thing, name):
    if name.startswith("_"):
        print("odd name")
    return getattr(thing, name)


async def run(context):
    return read(context.log, "__globals__")["_token"]
