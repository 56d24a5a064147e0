#: channel = dynamic-code
#: reaches = engine
#: layer = check
#: note = a package hands on importlib's function

from pydantic import import_module


async def run(context):
    return import_module("engine.shared.secrets").TOKEN
