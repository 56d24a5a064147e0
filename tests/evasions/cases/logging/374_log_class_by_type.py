#: channel = logging
#: reaches = change logging.Logger.error
#: layer = check
#: note = the class is reached by type() of a logger

import logging

logger = logging.getLogger(__name__)


async def run(context):
    type(logger).error = lambda *a, **k: None
