#: channel = attributes
#: reaches = engine
#: layer = check
#: note = object.__getattribute__ with computed text

async def run(context):
    name = "__glo" + "bals__"
    return object.__getattribute__(context.log.__func__, name)["_token"]
