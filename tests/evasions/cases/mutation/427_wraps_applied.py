#: channel = mutation
#: reaches = change engine.shared.decorators.param()
#: layer = check
#: note = wraps(...) as a call on a door function

import functools

from engine.sdk import param


def other():
    """Other."""


other.extra = 1


async def run(context):
    functools.wraps(other)(param)
