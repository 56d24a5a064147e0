#: channel = text-annotations
#: reaches = engine
#: layer = check
#: note = text is put into __annotations__ by subscript

from typing import Literal

from pydantic import BaseModel


class Row(BaseModel):
    __annotations__ = {"value": "Literal[__import__('engine.shared.secrets').shared.secrets.TOKEN]"}


async def run(context):
    return Row.model_fields
