#: channel = computed-names
#: reaches = engine
#: layer = check
#: note = the name is decoded from bytes

async def run(context):
    return getattr(context.log, b"__globals__".decode())["_token"]
