#: channel = dynamic-code
#: reaches = engine
#: layer = check
#: note = __import__ frozen in a partial

from functools import partial

load = partial(__import__, "engine.shared.secrets", fromlist=["TOKEN"])


async def run(context):
    return load().TOKEN
