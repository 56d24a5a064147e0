#: channel = logging
#: reaches = change log:engine.audit
#: layer = check
#: note = a helper turns off the logger that it gets

import logging


def quiet(channel):
    channel.disabled = True


async def run(context):
    quiet(logging.getLogger("engine.audit"))
