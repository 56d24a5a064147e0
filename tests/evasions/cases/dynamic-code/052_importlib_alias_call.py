#: channel = dynamic-code
#: reaches = engine
#: layer = both
#: note = import_module passed to map

import importlib as il


async def run(context):
    (module,) = map(il.import_module, ["engine.shared.secrets"])
    return module.TOKEN
