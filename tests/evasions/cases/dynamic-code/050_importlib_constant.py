#: channel = dynamic-code
#: reaches = engine
#: layer = both
#: note = import_module with a constant name is an import like any other

from importlib import import_module


async def run(context):
    return import_module("engine.shared.secrets").TOKEN
