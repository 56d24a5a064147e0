#: channel = hooks
#: reaches = runs
#: layer = check
#: note = the stream's buffer is closed by a helper

import sys


def finish(stream):
    stream.flush()
    return getattr(stream, "detach", None)


async def run(context):
    return f"IT-RUNS {finish(sys.stdout)}"
