#: channel = attributes
#: reaches = engine
#: layer = check
#: note = a class's __dict__

async def run(context):
    return type(context).__dict__["log"].__globals__["_token"]
