#: channel = computed-names
#: reaches = engine
#: layer = check
#: note = the name is joined

async def run(context):
    return getattr(context.log, "_".join(["", "", "globals", "", ""]))["_token"]
