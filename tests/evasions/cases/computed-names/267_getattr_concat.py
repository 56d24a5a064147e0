#: channel = computed-names
#: reaches = engine
#: layer = check
#: note = the name is concatenated

async def run(context):
    return getattr(context.log, "__glo" + "bals__")["_token"]
