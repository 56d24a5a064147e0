#: channel = format-templates
#: reaches = engine
#: layer = check
#: note = the template is a module constant, formatted elsewhere

GREETING = "Hello {who.log.__globals__[_token]}"


async def run(context):
    return GREETING.format(who=context)
