#: channel = dynamic-code
#: reaches = engine
#: layer = both
#: note = import_module with a relative name and a package

from importlib import import_module


async def run(context):
    return import_module(".secrets", "engine.shared").TOKEN
