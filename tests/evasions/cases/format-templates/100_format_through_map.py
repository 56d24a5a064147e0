#: channel = format-templates
#: reaches = engine
#: layer = check
#: note = map applies str.format to templates and objects

async def run(context):
    return list(map(str.format, ["{0.log.__globals__[_token]}"], [context]))
