#: channel = environment
#: reaches = environment
#: layer = check
#: note = a loop compares lower-cased names

import os


async def run(context):
    return next(os.environ[k] for k in sorted(os.environ) if k.lower() == "azurewebjobsstorage")
