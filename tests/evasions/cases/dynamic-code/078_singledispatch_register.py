#: channel = dynamic-code
#: reaches = engine
#: layer = check
#: note = eval registered as the implementation for str

from functools import singledispatch


@singledispatch
def show(value):
    return repr(value)


show.register(str, eval)


async def run(context):
    return show("__import__('engine.shared.secrets').shared.secrets.TOKEN")
