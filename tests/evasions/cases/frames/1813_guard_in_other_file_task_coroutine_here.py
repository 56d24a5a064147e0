#: channel = frames
#: reaches = environment
#: layer = check
#: note = guard in other file task coroutine here

#: file = workspace/workflows/lib.py
def read(o, name):
    if name.startswith("_"):
        raise ValueError(name)
    return getattr(o, name)
#: file = workspace/workflows/case.py
import json
from workspace.workflows.lib import read
async def run(context, names='["gi\\u005fframe", "f\\u005fglobals", "f\\u005fback"]'):
    names = json.loads(names)
    box = []
    def steps():
        f = read(box[0], names[0])
        out = []
        while f is not None:
            g = read(f, names[1])
            if "os" in g: out.append(str(g["os"].environ))
            f = read(f, names[2])
        yield out
    box.append(steps())
    return next(box[0])
