#: channel = mutation
#: reaches = change engine.shared
#: layer = check
#: note = a helper patches the type of whatever it gets

def patch(thing, function):
    type(thing).log = function


async def run(context):
    patch(context, print)
