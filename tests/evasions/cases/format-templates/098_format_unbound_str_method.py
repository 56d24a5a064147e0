#: channel = format-templates
#: reaches = engine
#: layer = check
#: note = str.format called through the class

async def run(context):
    return str.format("{0.log.__globals__[_token]}", context)
