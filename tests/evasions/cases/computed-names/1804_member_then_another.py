#: channel = computed-names
#: reaches = engine
#: layer = check
#: note = the name is checked, and then it is another one

def read(thing, name):
    if name in ("mail", "phone"):
        name = "__".join(["", "globals", ""])
        return getattr(thing, name)


async def run(context):
    return read(context.log, "mail")["_token"]
