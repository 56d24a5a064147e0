#: channel = modules-through-modules
#: reaches = engine
#: layer = check
#: note = statistics keeps sys

import statistics


async def run(context):
    return statistics.sys.modules["engine.shared.secrets"].TOKEN
