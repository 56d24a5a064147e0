#: channel = hooks
#: reaches = change gc
#: layer = check
#: note = the collector is turned off

import gc


async def run(context):
    gc.disable()
