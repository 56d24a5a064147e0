#: channel = modules-through-modules
#: reaches = engine
#: layer = check
#: note = a module travels as an argument and is opened in another function

import json


def open_it(tool, name):
    return getattr(tool, "codecs").sys.modules[name]


async def run(context):
    return open_it(json, "engine.shared.secrets").TOKEN
