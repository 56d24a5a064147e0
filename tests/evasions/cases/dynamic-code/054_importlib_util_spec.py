#: channel = dynamic-code
#: reaches = engine
#: layer = both
#: note = a spec made from a file location

import importlib.util


async def run(context):
    path = __file__.split("workspace")[0] + "engine/shared/secrets.py"
    spec = importlib.util.spec_from_file_location("hidden", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.TOKEN
