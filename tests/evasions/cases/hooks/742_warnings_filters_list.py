#: channel = hooks
#: reaches = change warnings
#: layer = check
#: note = the list of filters itself

import warnings


async def run(context):
    warnings.filters.insert(0, ("ignore", None, Warning, None, 0))
