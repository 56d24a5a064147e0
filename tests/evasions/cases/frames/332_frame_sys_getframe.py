#: channel = frames
#: reaches = runs
#: layer = both
#: note = sys._getframe

import sys


async def run(context):
    return "IT-RUNS" if "_spread" in sys._getframe(6).f_globals or sys._getframe(1) else None
