#: channel = modules-through-modules
#: reaches = engine
#: layer = check
#: note = os.path is a module that keeps os and sys

import os.path as paths


async def run(context):
    return paths.os.sys.modules["engine.shared.secrets"].TOKEN
