#: channel = modules-through-modules
#: reaches = engine
#: layer = check
#: note = the helper file is honest, the using file walks on from its imports

from workspace.shared import tools


async def run(context):
    return tools.logging.sys.modules["engine.shared.secrets"].TOKEN
#: file = workspace/shared/tools.py
import logging

logger = logging.getLogger(__name__)
