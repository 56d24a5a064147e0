#: channel = attributes
#: reaches = tenant
#: layer = check
#: note = iter with a function

async def run(context):
    for c in iter(lambda: context, None):
        return c._clients
