#: channel = logging
#: reaches = change log:engine.audit
#: layer = check
#: note = the list of filters is changed in place through getattr

import logging


async def run(context):
    getattr(logging.getLogger("engine.audit"), "filters").insert(0, lambda record: False)
