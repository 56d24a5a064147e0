#: channel = attributes
#: reaches = tenant
#: layer = check
#: note = context as a generator's return value

def g(x):
    return x
    yield
def h(x):
    c = yield from g(x)
    yield c._clients
async def run(context):
    return next(h(context))
