#: channel = text-annotations
#: reaches = engine
#: layer = check
#: note = get_type_hints evaluates a string annotation

import typing


class Row:
    value: "print(__import__('engine.shared.secrets').shared.secrets.TOKEN) or int"


async def run(context):
    return typing.get_type_hints(Row)
