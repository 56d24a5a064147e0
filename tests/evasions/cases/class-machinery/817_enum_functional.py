#: channel = class-machinery
#: reaches = runs
#: layer = check
#: note = Enum's functional form takes the module by name and __reduce_ex__ with it

from enum import Enum


async def run(context):
    Kind = Enum("Kind", {"A": 1}, module="engine.shared.models", type=str)
    return f"IT-RUNS {Kind.__reduce_ex__}"
