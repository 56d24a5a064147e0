#: channel = attributes
#: reaches = tenant
#: layer = check
#: note = context through own decorator

def wrap(f):
    def inner(*args):
        return f(*args)._clients
    return inner
@wrap
def same(c):
    return c
async def run(context):
    return same(context)
