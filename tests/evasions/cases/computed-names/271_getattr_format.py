#: channel = computed-names
#: reaches = engine
#: layer = check
#: note = the name is made by str.format

async def run(context):
    return getattr(context.log, "{0}{0}{1}{0}{0}".format("_", "globals"))["_token"]
