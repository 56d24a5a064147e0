#: channel = format-templates
#: reaches = engine
#: layer = check
#: note = the template is put together at run time from harmless pieces

async def run(context):
    bar = "_" * 2
    template = "{0.log." + bar + "globals" + bar + "[_token]}"
    return template.format(context)
