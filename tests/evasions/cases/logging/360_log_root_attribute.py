#: channel = logging
#: reaches = change log:root
#: layer = check
#: note = every logger knows the root logger

import logging

logger = logging.getLogger(__name__)


async def run(context):
    logger.root.setLevel("DEBUG")
