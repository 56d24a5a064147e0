#: channel = dynamic-code
#: reaches = engine
#: layer = both
#: note = import_module with a computed name

import importlib


async def run(context):
    return importlib.import_module(".".join(("engine", "shared", "secrets"))).TOKEN
