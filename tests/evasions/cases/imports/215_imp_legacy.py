#: channel = imports
#: reaches = engine
#: layer = both
#: note = the builtin import machinery under its frozen name

import _frozen_importlib as machinery


async def run(context):
    return machinery._gcd_import("engine.shared.secrets").TOKEN
