#: channel = logging
#: reaches = change log:root
#: layer = check
#: note = basicConfig replaces the root handlers

import logging


async def run(context):
    logging.basicConfig(level="DEBUG", force=True)
