#: channel = computed-names
#: reaches = engine
#: layer = check
#: note = membership in a text asks for a part of it

def read(thing, name):
    if name in "the __globals__ of a function":
        return getattr(thing, name)


async def run(context):
    return read(context.log, "__".join(["", "globals", ""]))["_token"]
