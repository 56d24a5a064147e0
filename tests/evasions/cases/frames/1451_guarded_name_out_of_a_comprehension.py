#: channel = frames
#: reaches = runs
#: layer = check
#: note = the name comes from a generator

def read(thing, name):
    if name.startswith("_"):
        raise ValueError(name)
    return getattr(thing, name)
def work():
    yield 1
async def run(context):
    g = work()
    next(g)
    names = ["g" + "i" + x + "frame" for x in map(chr, [95])]
    return "IT-RUNS" if read(g, names[0]) else None
