#: channel = mutation
#: reaches = runs
#: layer = check
#: note = a helper calls the getter

from collections.abc import Mapping
from operator import methodcaller


class Row:
    pass


def applied(function, values):
    return function(*values)


async def run(context):
    applied(methodcaller("register", Row), [Mapping])
    return "IT-RUNS" if isinstance(Row(), Mapping) else None
