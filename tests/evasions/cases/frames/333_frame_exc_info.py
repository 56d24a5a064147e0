#: channel = frames
#: reaches = engine
#: layer = check
#: note = sys.exc_info gives the traceback as the third item

import sys


class Bad:
    def __str__(self):
        raise ValueError


async def run(context):
    try:
        context.__init__(Bad(), None)
    except Exception:
        kind, error, trace = sys.exc_info()
        return trace.tb_next.tb_frame.f_globals
