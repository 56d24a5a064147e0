#: channel = text-annotations
#: reaches = engine
#: layer = check
#: note = Optional called with a text that is computed by a function

from typing import Literal, Optional

from pydantic import BaseModel


def kind():
    return "Literal[__import__('engine.shared.secrets').shared.secrets.TOKEN]"


class Row(BaseModel):
    value: Optional[kind()] = None


async def run(context):
    Row.model_rebuild()
    return Row.model_fields
