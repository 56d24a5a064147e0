#: channel = computed-names
#: reaches = engine
#: layer = check
#: note = the name is decoded from hexadecimal digits

async def run(context):
    return getattr(context.log, bytes.fromhex("5f5f676c6f62616c735f5f").decode("ascii"))["_token"]
