#: channel = deserializers
#: reaches = runs
#: layer = both
#: note = logging's socket handler makes pickles

import logging.handlers


async def run(context):
    return f"IT-RUNS {logging.handlers.SocketHandler}"
