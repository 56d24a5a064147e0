#: channel = frames
#: reaches = environment
#: layer = check
#: note = guard in other file generator here

#: file = workspace/workflows/lib.py
def read(o, name):
    if name.startswith("_"):
        raise ValueError(name)
    return getattr(o, name)
#: file = workspace/workflows/case.py
from workspace.workflows.lib import read
def words(code):
    return [w.replace("-", chr(95)) for w in code.split()]
async def run(context):
    box = []
    names = words("gi-frame f-globals f-back")
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
