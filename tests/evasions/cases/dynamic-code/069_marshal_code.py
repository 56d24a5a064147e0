#: channel = dynamic-code
#: reaches = engine
#: layer = both
#: note = marshal makes a code object out of bytes

import marshal
import types


def helper():
    from os import getcwd

    return getcwd()


async def run(context):
    blob = marshal.dumps(compile("from engine.shared.secrets import TOKEN", "x", "exec"))
    scope = {"__builtins__": __builtins__}
    types.FunctionType(marshal.loads(blob), scope)()
    return scope["TOKEN"]
