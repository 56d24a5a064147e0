#: channel = mutation
#: reaches = runs
#: layer = check
#: note = ABCMeta.register called with both classes

from abc import ABCMeta
from collections.abc import Sequence


class Row:
    pass


async def run(context):
    ABCMeta.register(Sequence, Row)
    return "IT-RUNS" if isinstance(Row(), Sequence) else None
