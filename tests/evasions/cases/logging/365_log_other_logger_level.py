#: channel = logging
#: reaches = change log:engine.audit
#: layer = check
#: note = the engine's audit logger is silenced by its level

import logging


async def run(context):
    logging.getLogger("engine.audit").setLevel(logging.CRITICAL)
