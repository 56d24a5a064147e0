#: channel = class-machinery
#: reaches = engine
#: layer = check
#: note = __index__ is called by range and runs the walk

class Index:
    def __init__(self, context):
        self.context = context
        self.found = None

    def __index__(self):
        self.found = getattr(self.context.log, "__globals__")["_token"]
        return 0


async def run(context):
    index = Index(context)
    list(range(index))
    return index.found
