#: channel = frames
#: reaches = runs
#: layer = both
#: note = traceback.walk_stack yields frames

import traceback


async def run(context):
    return "IT-RUNS" if any("_spread" in f.f_globals for f, _ in traceback.walk_stack(None)) else None
