#: channel = computed-names
#: reaches = engine
#: layer = check
#: note = the name is a parameter with an innocent default

def read(thing, name="org_id"):
    return getattr(thing, name)


async def run(context):
    return read(context.log, "__globals__")["_token"]
