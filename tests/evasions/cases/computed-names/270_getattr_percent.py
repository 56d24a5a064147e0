#: channel = computed-names
#: reaches = engine
#: layer = check
#: note = the name is made by percent formatting

async def run(context):
    return getattr(context.log, "%s%s%s" % ("__", "globals", "__"))["_token"]
