#: channel = frames
#: reaches = runs
#: layer = check
#: note = guarded names out of bytes

def read(thing, name):
    if name.startswith("_"):
        raise ValueError(name)
    return getattr(thing, name)
def work():
    yield 1
async def run(context):
    g = work()
    next(g)
    return "IT-RUNS" if read(g, bytes([103, 105, 95, 102, 114, 97, 109, 101]).decode()) else None
