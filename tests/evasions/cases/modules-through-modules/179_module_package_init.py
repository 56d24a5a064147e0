#: channel = modules-through-modules
#: reaches = engine
#: layer = check
#: note = the package's __init__ holds the module

from workspace.shared import helper


async def run(context):
    return helper.sys.modules["engine.shared.secrets"].TOKEN
#: file = workspace/shared/__init__.py
import logging as helper
