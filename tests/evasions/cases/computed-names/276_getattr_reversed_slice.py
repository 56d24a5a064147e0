#: channel = computed-names
#: reaches = engine
#: layer = check
#: note = the name is a reversed slice

async def run(context):
    return getattr(context.log, "__slabolg__"[::-1])["_token"]
