#: channel = logging
#: reaches = change log:root
#: layer = check
#: note = the parent of a logger is the root logger

import logging

logger = logging.getLogger(__name__)


async def run(context):
    logger.parent.addHandler(logging.NullHandler())
