#: channel = text-annotations
#: reaches = engine
#: layer = check
#: note = TypeAdapter evaluates a text inside a generic

from typing import List, Literal

from pydantic import TypeAdapter


async def run(context):
    return TypeAdapter(
        List["Literal[__import__('engine.shared.secrets').shared.secrets.TOKEN]"]
    ).json_schema()
