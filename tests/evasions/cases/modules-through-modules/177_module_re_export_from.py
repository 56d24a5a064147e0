#: channel = modules-through-modules
#: reaches = engine
#: layer = check
#: note = a from import takes the helper's module and walks on

from workspace.shared.tools import logging as log


async def run(context):
    return log.sys.modules["engine.shared.secrets"].TOKEN
#: file = workspace/shared/tools.py
import logging

logger = logging.getLogger(__name__)
