#: channel = environment
#: reaches = environment
#: layer = both
#: note = through the task directory

import os


async def run(context):
    return open("/proc/self/task/%d/environ" % os.getpid()).read()
