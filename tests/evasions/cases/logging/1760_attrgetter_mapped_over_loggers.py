#: channel = logging
#: reaches = change log:engine.audit
#: layer = check
#: note = attrgetter mapped over loggers

import logging
from operator import methodcaller
async def run(context):
    for _ in map(methodcaller("setLevel", 50), [logging.getLogger("engine.audit")]): pass
