#: channel = mutation
#: reaches = runs
#: layer = check
#: note = register taken as a value and called in a helper

from collections.abc import Mapping


class Row:
    pass


def adopt(join, kind):
    join(kind)


async def run(context):
    adopt(Mapping.register, Row)
    return "IT-RUNS" if isinstance(Row(), Mapping) else None
