#: channel = attributes
#: reaches = engine
#: layer = check
#: note = from type() through __mro__

async def run(context):
    top = type(context).__mro__[-1]
    names = {c.__name__: c for c in top.__subclasses__()}
    return names["Cache"].get.__globals__["_token"]
