#: channel = text-annotations
#: reaches = engine
#: layer = check
#: note = the annotation is a name bound to text

from typing import Literal, Optional

from pydantic import BaseModel

TEXT = "Literal[__import__('engine.shared.secrets').shared.secrets.TOKEN]"


class Row(BaseModel):
    value: Optional[TEXT] = None


async def run(context):
    Row.model_rebuild()
    return Row.model_fields
