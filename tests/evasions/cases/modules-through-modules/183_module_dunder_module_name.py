#: channel = modules-through-modules
#: reaches = engine
#: layer = check
#: note = sys.modules by an alias of sys and a computed key

import sys as system


async def run(context):
    return system.modules[context.log.__module__.replace("context", "secrets")].TOKEN
