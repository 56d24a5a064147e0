#: channel = logging
#: reaches = change log:root
#: layer = check
#: note = the last-resort road: a logger's callHandlers is replaced on the instance

import logging

log = logging.getLogger("")


async def run(context):
    log.handle = lambda record: None
