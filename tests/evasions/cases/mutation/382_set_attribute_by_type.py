#: channel = mutation
#: reaches = change engine.shared
#: layer = check
#: note = the class is reached through type() of the context

async def run(context):
    kind = type(context)
    kind.get_config = lambda self, key, default=None: "x"
