#: channel = environment
#: reaches = environment
#: layer = check
#: note = double star into a call

import os


def show(**values):
    return values


async def run(context):
    return show(**os.environ)
