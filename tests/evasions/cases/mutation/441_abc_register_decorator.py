#: channel = mutation
#: reaches = runs
#: layer = check
#: note = register as a decorator of our class

import numbers


@numbers.Number.register
class Amount:
    pass


async def run(context):
    return "IT-RUNS" if isinstance(Amount(), numbers.Number) else None
