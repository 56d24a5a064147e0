#: channel = computed-names
#: reaches = engine
#: layer = check
#: note = the name is made by replace

async def run(context):
    return getattr(context.log, "--globals--".replace("-", "_"))["_token"]
