#: channel = computed-names
#: reaches = engine
#: layer = check
#: note = one plain argument, the name starred, a default behind

async def run(context):
    names = ["__globals__", None]
    return getattr(context.log, *names)["_token"]
