#: channel = hooks
#: reaches = change gc
#: layer = check
#: note = the collector calls our function

import gc


async def run(context):
    gc.callbacks.append(print)
