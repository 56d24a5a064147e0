#: channel = text-annotations
#: reaches = engine
#: layer = check
#: note = pydantic evaluates a quoted annotation

from typing import Optional

from pydantic import BaseModel


class Row(BaseModel):
    value: "Literal[__import__('engine.shared.secrets').shared.secrets.TOKEN]"
    other: Optional[str] = None


from typing import Literal

Row.model_rebuild()


async def run(context):
    return Row.model_fields
