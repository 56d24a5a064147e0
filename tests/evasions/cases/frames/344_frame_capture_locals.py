#: channel = frames
#: reaches = runs
#: layer = both
#: note = a traceback summary captures the engine's local variables as text

import traceback


async def run(context):
    summary = traceback.StackSummary.extract(traceback.walk_stack(None), capture_locals=True)
    return "IT-RUNS" if any("case" in (f.locals or {}) for f in summary) else None
