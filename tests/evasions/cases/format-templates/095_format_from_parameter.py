#: channel = format-templates
#: reaches = engine
#: layer = check
#: note = the template comes from the caller

async def run(context, template="{0.log._" + "_globals_" + "_[_token]}"):
    return template.format(context)
