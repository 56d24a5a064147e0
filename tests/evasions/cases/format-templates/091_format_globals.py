#: channel = format-templates
#: reaches = engine
#: layer = check
#: note = a format template walks to the globals of an engine method

async def run(context):
    return "{0.log.__func__.__globals__}".format(context)
