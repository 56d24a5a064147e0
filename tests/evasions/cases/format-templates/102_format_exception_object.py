#: channel = format-templates
#: reaches = engine
#: layer = check
#: note = a template walks an exception's traceback

async def run(context):
    try:
        context.log()
    except TypeError as error:
        return "{0.__traceback__.tb_frame.f_back.f_globals}".format(error) + "{0.log.__globals__[_token]}".format(context)
