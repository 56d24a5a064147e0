#: channel = logging
#: reaches = change log:engine.audit
#: layer = check
#: note = a for loop's target is the logger's attribute

import logging


async def run(context):
    for logging.getLogger("engine.audit").disabled in (True,):
        pass
