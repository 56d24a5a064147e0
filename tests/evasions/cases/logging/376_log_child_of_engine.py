#: channel = logging
#: reaches = change log:engine.audit
#: layer = check
#: note = the audit logger gets an attribute of our own that shadows its method

import logging


async def run(context):
    logging.getLogger("engine.audit").info = lambda *a, **k: None
