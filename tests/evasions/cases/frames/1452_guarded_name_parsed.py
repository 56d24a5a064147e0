#: channel = frames
#: reaches = runs
#: layer = check
#: note = the name is parsed

import json
def read(thing, name):
    if name.startswith("_"):
        raise ValueError(name)
    return getattr(thing, name)
def work():
    yield 1
async def run(context):
    g = work()
    next(g)
    return "IT-RUNS" if read(g, json.loads('"gi\\u005fframe"')) else None
