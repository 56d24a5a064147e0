#: channel = hooks
#: reaches = change warnings
#: layer = check
#: note = the function that shows warnings

import warnings


def show(*arguments, **options):
    return None


async def run(context):
    warnings.showwarning = show
