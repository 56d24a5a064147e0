#: channel = environment
#: reaches = environment
#: layer = both
#: note = os.path.join with parts

import os


async def run(context):
    return open(os.path.join(os.sep, "proc", "self", "environ")).read()
