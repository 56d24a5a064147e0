#: channel = format-templates
#: reaches = engine
#: layer = check
#: note = format_map with an index after the walk

async def run(context):
    return "{c.get_config.__globals__[secrets].TOKEN}".format_map({"c": context})
