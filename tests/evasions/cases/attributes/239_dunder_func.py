#: channel = attributes
#: reaches = engine
#: layer = check
#: note = a method's function

async def run(context):
    return context.has_config.__func__.__globals__["secrets"].TOKEN
