#: channel = text-annotations
#: reaches = engine
#: layer = check
#: note = a TypedDict's field type is text for TypeAdapter

from typing import Literal

from pydantic import TypeAdapter
from typing_extensions import TypedDict

Row = TypedDict("Row", {"value": "Literal[__import__('engine.shared.secrets').shared.secrets.TOKEN]"})


async def run(context):
    return TypeAdapter(Row).json_schema()
