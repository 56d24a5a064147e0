#: channel = modules-through-modules
#: reaches = engine
#: layer = check
#: note = a second workspace file re-exports what the first takes

from workspace.shared.tools import kit


async def run(context):
    return kit.modules["engine.shared.secrets"].TOKEN
#: file = workspace/shared/tools.py
from logging import sys as kit
