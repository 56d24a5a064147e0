#: channel = attributes
#: reaches = tenant
#: layer = check
#: note = super().__getstate__ gives an object's dictionary

async def run(context):
    return super(type(context), context).__getstate__()
