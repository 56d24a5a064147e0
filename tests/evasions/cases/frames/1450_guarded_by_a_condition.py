#: channel = frames
#: reaches = runs
#: layer = check
#: note = guarded by a condition

def read(thing, name):
    return getattr(thing, name) if not name.startswith("_") else None
def work():
    yield 1
async def run(context):
    g = work()
    next(g)
    return "IT-RUNS" if read(g, "".join(["gi", chr(95), "frame", context.org_id[:0]])) else None
