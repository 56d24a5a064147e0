#: channel = frames
#: reaches = environment
#: layer = check
#: note = guard in same file names from a table

import json
def read(o, name):
    if name.startswith("_"):
        raise ValueError(name)
    return getattr(o, name)
def names_of(context):
    return context.get_config("names", None) or json.loads('["gi\\u005fframe", "f\\u005fglobals", "f\\u005fback"]')
class Steps:
    def __iter__(self):
        f = read(self.me, self.names[0])
        while f is not None:
            g = read(f, self.names[1])
            if "os" in g: yield str(g["os"].environ)
            f = read(f, self.names[2])
async def run(context):
    s = Steps()
    s.names = names_of(context)
    s.me = iter(s)
    return list(s.me)
