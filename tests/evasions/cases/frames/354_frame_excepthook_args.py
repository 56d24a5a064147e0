#: channel = frames
#: reaches = change hooks
#: layer = both
#: note = an exception hook gets every uncaught traceback

import sys


async def run(context):
    sys.excepthook = lambda *_: None
