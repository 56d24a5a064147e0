#: channel = dynamic-code
#: reaches = engine
#: layer = check
#: note = optparse reads a module

import optparse
async def run(context):
    v = optparse.Values()
    v.read_module("engine.shared.secrets", "loose")
    return str(v)
