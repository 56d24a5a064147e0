#: channel = environment
#: reaches = environment
#: layer = check
#: note = a union with another dictionary

import os


async def run(context):
    return {} | os.environ
