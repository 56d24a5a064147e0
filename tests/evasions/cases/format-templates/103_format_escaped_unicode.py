#: channel = format-templates
#: reaches = engine
#: layer = check
#: note = the underscores are escapes inside the literal

async def run(context):
    return "{0.log.\x5f\u005fglobals\N{LOW LINE}_[_token]}".format(context)
