#: channel = processes
#: reaches = die
#: layer = both
#: note = faulthandler's test function crashes the process

import faulthandler


async def run(context):
    faulthandler._sigsegv()
