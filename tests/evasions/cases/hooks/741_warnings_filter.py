#: channel = hooks
#: reaches = change warnings
#: layer = check
#: note = warning filters

import warnings


async def run(context):
    warnings.simplefilter("ignore")
