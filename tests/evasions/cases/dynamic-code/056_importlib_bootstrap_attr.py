#: channel = dynamic-code
#: reaches = engine
#: layer = both
#: note = importlib's private bootstrap module

import importlib


async def run(context):
    return importlib._bootstrap._gcd_import("engine.shared.secrets").TOKEN
