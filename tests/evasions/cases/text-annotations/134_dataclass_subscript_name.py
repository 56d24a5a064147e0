#: channel = text-annotations
#: reaches = engine
#: layer = check
#: note = a class body writes a made-up field name into its annotations by subscript

from dataclasses import dataclass


@dataclass(init=False)
class Row:
    other: int = 1
    __annotations__["other if print(__import__('engine.shared.secrets').shared.secrets.TOKEN) else 1"] = int


async def run(context):
    return Row() == Row()
