#: channel = computed-names
#: reaches = engine
#: layer = check
#: note = getattr's arguments come starred

async def run(context):
    pair = (context.log, "__globals__")
    return getattr(*pair)["_token"]
