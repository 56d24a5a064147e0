#: channel = modules-through-modules
#: reaches = engine
#: layer = check
#: note = modules in a list, taken out by index

import json
import logging

TOOLS = [json, logging]


async def run(context):
    return TOOLS[1].sys.modules["engine.shared.secrets"].TOKEN
