#: channel = logging
#: reaches = change log:engine.audit
#: layer = check
#: note = a filter on the audit logger drops its records

import logging


def drop(record):
    return False


async def run(context):
    logging.getLogger("engine.audit").addFilter(drop)
