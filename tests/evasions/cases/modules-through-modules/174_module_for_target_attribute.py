#: channel = modules-through-modules
#: reaches = engine
#: layer = check
#: note = a for loop walks modules

import json
import logging


async def run(context):
    for tool in (json, logging):
        if hasattr(tool, "sys"):
            return tool.sys.modules["engine.shared.secrets"].TOKEN
