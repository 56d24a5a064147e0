#: channel = format-templates
#: reaches = engine
#: layer = check
#: note = the walk stands in the nested format specification

async def run(context):
    try:
        return "{0:{1.log.__globals__[_token]}}".format("x", context)
    except ValueError as error:
        return str(error)
