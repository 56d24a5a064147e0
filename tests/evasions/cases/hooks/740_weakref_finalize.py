#: channel = hooks
#: reaches = change atexit
#: layer = check
#: note = finalize runs at the end of the process

import weakref


class Thing:
    pass


THING = Thing()


async def run(context):
    weakref.finalize(THING, print)
