#: channel = processes
#: reaches = change cwd
#: layer = both
#: note = contextlib's form, never left

from contextlib import chdir


async def run(context):
    chdir("/").__enter__()
