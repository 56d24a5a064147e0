#: channel = modules-through-modules
#: reaches = engine
#: layer = check
#: note = each step has a name of its own

import json

reader = json.decoder
words = reader.scanner
matcher = words.re


async def run(context):
    return matcher.enum.sys.modules["engine.shared.secrets"].TOKEN
