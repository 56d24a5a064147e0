#: channel = modules-through-modules
#: reaches = engine
#: layer = check
#: note = a module that another file imports by a call with a written name

from workspace.shared.tools import log


async def run(context):
    return log.sys.modules["engine.shared.secrets"].TOKEN

#: file = workspace/shared/tools.py
import importlib

log = importlib.import_module("logging")
