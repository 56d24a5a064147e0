#: channel = processes
#: reaches = process
#: layer = check
#: note = platform.platform

import platform
async def run(context):
    return platform.platform(aliased=True)
