#: channel = frames
#: reaches = engine
#: layer = both
#: note = a trace function sees the locals of the engine's functions

import sys

SEEN = []


def trace(frame, event, argument):
    SEEN.append(frame.f_globals.get("_token"))
    return None


async def run(context):
    sys.settrace(trace)
    context.get_config("x")
    sys.settrace(None)
    return SEEN
