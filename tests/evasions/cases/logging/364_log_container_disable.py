#: channel = logging
#: reaches = change log:engine.audit
#: layer = check
#: note = the logger comes out of a list

import logging

CHANNELS = [logging.getLogger("engine.audit")]


async def run(context):
    for channel in CHANNELS:
        channel.propagate = False
