#: channel = modules-through-modules
#: reaches = engine
#: layer = both
#: note = another file's import of import_module is not used there, but here

from workspace.shared.handed_on import import_module


async def run(context):
    return import_module("engine.shared.secrets").TOKEN

#: file = workspace/shared/handed_on.py
from importlib import import_module
