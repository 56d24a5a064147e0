#: channel = processes
#: reaches = process
#: layer = check
#: note = platform asks a program

import platform


async def run(context):
    platform._Processor.from_subprocess()
    return platform.processor()
