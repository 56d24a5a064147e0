#: channel = computed-names
#: reaches = engine
#: layer = check
#: note = the name is made of code points

async def run(context):
    name = "".join(map(chr, [95, 95, 103, 108, 111, 98, 97, 108, 115, 95, 95]))
    return getattr(context.log, name)["_token"]
