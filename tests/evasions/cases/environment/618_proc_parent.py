#: channel = environment
#: reaches = runs
#: layer = both
#: note = the parent process's command line

import os


async def run(context):
    return "IT-RUNS" if open(f"/proc/{os.getpid()}/cmdline").read() else None
