#: channel = environment
#: reaches = environment
#: layer = check
#: note = items()

import os


async def run(context):
    return [value for key, value in os.environ.items() if "Storage" in key]
