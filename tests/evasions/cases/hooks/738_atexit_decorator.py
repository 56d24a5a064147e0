#: channel = hooks
#: reaches = change atexit
#: layer = both
#: note = as a decorator

from atexit import register


@register
def bye():
    return None


async def run(context):
    return None
