#: channel = mutation
#: reaches = change engine.shared.decorators.workflow()
#: layer = check
#: note = update_wrapper writes into a door function

import functools

from engine.sdk import workflow


def other():
    """Other."""


other.extra = 1


async def run(context):
    functools.update_wrapper(workflow, other)
