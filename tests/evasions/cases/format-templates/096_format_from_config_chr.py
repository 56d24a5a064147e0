#: channel = format-templates
#: reaches = engine
#: layer = check
#: note = the template's underscores come from chr

async def run(context):
    template = "{c.log.%s[_token]}" % ("globals".join([chr(95) * 2, chr(95) * 2]))
    return template.format(c=context)
