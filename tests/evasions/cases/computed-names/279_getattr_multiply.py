#: channel = computed-names
#: reaches = engine
#: layer = check
#: note = the underscores are multiplied

async def run(context):
    return getattr(context.log, "_" * 2 + "globals" + "_" * 2)["_token"]
