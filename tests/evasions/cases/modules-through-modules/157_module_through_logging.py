#: channel = modules-through-modules
#: reaches = engine
#: layer = check
#: note = logging keeps sys

import logging


async def run(context):
    return logging.sys.modules["engine.shared.secrets"].TOKEN
