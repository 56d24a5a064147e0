#: channel = modules-through-modules
#: reaches = engine
#: layer = check
#: note = the same by a relative import of two levels

from ..shared import tools as t


async def run(context):
    return t.logging.sys.modules["engine.shared.secrets"].TOKEN
#: file = workspace/shared/tools.py
import logging

logger = logging.getLogger(__name__)
