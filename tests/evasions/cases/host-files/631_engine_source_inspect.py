#: channel = host-files
#: reaches = engine
#: layer = both
#: note = inspect.getsource of a door function's module

import inspect
import sys


async def run(context):
    return inspect.getsource(inspect.getmodule(context.log.__func__)), open(
        inspect.getfile(type(context)).replace("context", "secrets")
    ).read()
