#: channel = frames
#: reaches = runs
#: layer = both
#: note = inspect.stack lists the frames of the engine

import inspect


async def run(context):
    return "IT-RUNS" if any("_spread" in f.frame.f_globals for f in inspect.stack()) else None
