#: channel = attributes
#: reaches = engine
#: layer = check
#: note = type's own attribute reader as a value

reader = type.__getattribute__


async def run(context):
    return reader(type(context), "log").__globals__["_token"]
