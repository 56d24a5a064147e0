#: channel = dynamic-code
#: reaches = engine
#: layer = both
#: note = the builtins module under its own name

import builtins


async def run(context):
    return builtins.__import__("engine.shared.secrets", fromlist=["x"]).TOKEN
