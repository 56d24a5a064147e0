#: channel = dynamic-code
#: reaches = engine
#: layer = both
#: note = a loader class taken from importlib.machinery

from importlib.machinery import SourceFileLoader


async def run(context):
    root = __file__.split("workspace")[0]
    return SourceFileLoader("hidden", root + "engine/shared/secrets.py").load_module().TOKEN
