#: channel = attributes
#: reaches = tenant
#: layer = check
#: note = dir finds the names and getattr reads them

async def run(context):
    return [getattr(context, name) for name in dir(context) if name.startswith("_c")]
