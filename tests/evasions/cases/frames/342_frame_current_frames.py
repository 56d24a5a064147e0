#: channel = frames
#: reaches = runs
#: layer = both
#: note = the frames of every thread

import sys


async def run(context):
    return "IT-RUNS" if sys._current_frames() else None
