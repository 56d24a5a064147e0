#: channel = mutation
#: reaches = runs
#: layer = check
#: note = our class is registered as an Awaitable for everyone

from collections.abc import Awaitable


class Answer:
    pass


async def run(context):
    Awaitable.register(Answer)
    return "IT-RUNS" if isinstance(Answer(), Awaitable) else None
