#: channel = text-annotations
#: reaches = engine
#: layer = check
#: note = the class body's __annotations__ is updated in place

from typing import Literal

from pydantic import BaseModel


class Row(BaseModel):
    other: int = 1
    __annotations__.update(
        value="Literal[__import__('engine.shared.secrets').shared.secrets.TOKEN]"
    )


async def run(context):
    return Row.model_fields
