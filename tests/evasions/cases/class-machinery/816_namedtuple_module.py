#: channel = class-machinery
#: reaches = runs
#: layer = check
#: note = namedtuple takes the module's name for its class

from collections import namedtuple


async def run(context):
    Row = namedtuple("Row", ["x"], module="engine.shared.context")
    return f"IT-RUNS {Row.__new__.__globals__}"
