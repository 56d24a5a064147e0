#: channel = modules-through-modules
#: reaches = engine
#: layer = check
#: note = a star import from a workspace file brings a module in

from workspace.shared.tools import *


async def run(context):
    return logging.sys.modules["engine.shared.secrets"].TOKEN
#: file = workspace/shared/tools.py
import logging

logger = logging.getLogger(__name__)
