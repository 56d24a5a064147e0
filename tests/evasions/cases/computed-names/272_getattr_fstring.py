#: channel = computed-names
#: reaches = engine
#: layer = check
#: note = the name is made by an f-string with a conversion

async def run(context):
    bar = "__"
    return getattr(context.log, f"{bar!s}{'globals':s}{bar}")["_token"]
