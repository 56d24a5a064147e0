#: channel = environment
#: reaches = environment
#: layer = check
#: note = the environment as a whole

import os


async def run(context):
    return dict(os.environ)
