#: channel = logging
#: reaches = change log:levels
#: layer = check
#: note = logging.disable silences the process

import logging


async def run(context):
    logging.disable(logging.CRITICAL)
