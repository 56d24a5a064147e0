#: channel = logging
#: reaches = change log:engine.audit
#: layer = check
#: note = setattr with a constant name on a logger

import logging


async def run(context):
    setattr(logging.getLogger("engine.audit"), "disabled", True)
