#: channel = attributes
#: reaches = engine
#: layer = check
#: note = wraps copies the globals of a method onto our function

import functools


async def run(context):
    def own():
        return None

    functools.wraps(context.log, assigned=("__globals__",), updated=())(Box)
    return Box.__dict__["__globals__"]["_token"]


class Box:
    pass
