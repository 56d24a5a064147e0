#: channel = computed-names
#: reaches = engine
#: layer = check
#: note = the name is made by swapcase and strip

async def run(context):
    return getattr(context.log, "  __GLOBALS__ ".swapcase().strip())["_token"]
