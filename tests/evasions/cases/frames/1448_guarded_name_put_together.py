#: channel = frames
#: reaches = runs
#: layer = check
#: note = guarded names lead to a generator's frame

def read(thing, name):
    if name.startswith("_"):
        raise ValueError(name)
    return getattr(thing, name)
def work():
    yield 1
async def run(context):
    g = work()
    next(g)
    n = "".join(map(chr, [103, 105, 95, 102, 114, 97, 109, 101]))
    return "IT-RUNS" if read(g, n) else None
