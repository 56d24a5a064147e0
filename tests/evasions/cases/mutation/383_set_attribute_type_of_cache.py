#: channel = mutation
#: reaches = change engine.shared.context.Cache
#: layer = check
#: note = the class of the context's cache

async def run(context):
    type(context.cache).get = lambda self, key, default=None: None
