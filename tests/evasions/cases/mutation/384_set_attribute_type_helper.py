#: channel = mutation
#: reaches = change engine.shared
#: layer = check
#: note = the class goes through a helper function

def patch(kind, function):
    kind.get_config = function


async def run(context):
    patch(type(context), lambda self, key, default=None: "x")
