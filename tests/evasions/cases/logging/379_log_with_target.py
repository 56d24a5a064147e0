#: channel = logging
#: reaches = change log:engine.audit
#: layer = check
#: note = a with statement's target is the logger's attribute

import logging
from contextlib import nullcontext


async def run(context):
    with nullcontext(True) as logging.getLogger("engine.audit").disabled:
        pass
