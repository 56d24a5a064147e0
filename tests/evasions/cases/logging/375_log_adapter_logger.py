#: channel = logging
#: reaches = change log:root
#: layer = check
#: note = an adapter leads back to the logger and its parents

import logging


async def run(context):
    adapter = logging.LoggerAdapter(logging.getLogger(), {})
    adapter.logger.handlers.clear()
    adapter.logger.propagate = None
