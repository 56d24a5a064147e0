#: channel = attributes
#: reaches = engine
#: layer = check
#: note = the globals of an engine function

async def run(context):
    return context.log.__func__.__globals__["_token"]
