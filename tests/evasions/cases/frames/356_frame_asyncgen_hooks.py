#: channel = frames
#: reaches = runs
#: layer = both
#: note = the interpreter's hooks for asynchronous generators

import sys


async def run(context):
    sys.set_asyncgen_hooks(firstiter=lambda generator: None)
    return "IT-RUNS"
