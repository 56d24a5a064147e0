#: channel = processes
#: reaches = process
#: layer = check
#: note = platform.uname's lazy part runs a program

import platform
async def run(context):
    return list(platform.uname())
