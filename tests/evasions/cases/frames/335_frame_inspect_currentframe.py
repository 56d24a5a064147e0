#: channel = frames
#: reaches = runs
#: layer = both
#: note = inspect.currentframe under another name

from inspect import currentframe as here


async def run(context):
    frame = here()
    while frame:
        if "_spread" in frame.f_globals:
            return "IT-RUNS"
        frame = frame.f_back
