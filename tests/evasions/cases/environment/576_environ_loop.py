#: channel = environment
#: reaches = environment
#: layer = check
#: note = a loop over all names

import os


async def run(context):
    return [os.environ[name] for name in os.environ]
