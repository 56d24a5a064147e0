#: channel = modules-through-modules
#: reaches = engine
#: layer = check
#: note = json keeps the codecs module, which keeps sys

import json


async def run(context):
    return json.codecs.sys.modules["engine.shared.secrets"].TOKEN
