#: channel = processes
#: reaches = change rlimit
#: layer = both
#: note = limits of the process

import resource


async def run(context):
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
