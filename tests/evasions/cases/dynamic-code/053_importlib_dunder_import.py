#: channel = dynamic-code
#: reaches = engine
#: layer = both
#: note = importlib's own __import__

import importlib


async def run(context):
    return importlib.__import__("engine.shared.secrets", fromlist=["x"]).TOKEN
