#: channel = hooks
#: reaches = runs
#: layer = check
#: note = contextlib replaces it for everyone

import contextlib
import io


async def run(context):
    with contextlib.redirect_stdout(io.StringIO()):
        return "IT-RUNS"
