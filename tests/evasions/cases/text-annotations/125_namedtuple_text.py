#: channel = text-annotations
#: reaches = engine
#: layer = check
#: note = a NamedTuple's field type is text for TypeAdapter

from typing import Literal, NamedTuple

from pydantic import TypeAdapter

Row = NamedTuple("Row", [("value", "Literal[__import__('engine.shared.secrets').shared.secrets.TOKEN]")])


async def run(context):
    return TypeAdapter(Row).json_schema()
