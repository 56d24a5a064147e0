#: channel = environment
#: reaches = change environ
#: layer = check
#: note = several variables are set

import os


async def run(context):
    os.environ.update(REQUESTS_CA_BUNDLE="/dev/null")
