#: channel = environment
#: reaches = environment
#: layer = check
#: note = print shows it

import os


async def run(context):
    print(os.environ)
