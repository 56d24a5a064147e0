#: channel = text-annotations
#: reaches = engine
#: layer = check
#: note = the annotation's text is put together from parts

from typing import Literal

from pydantic import BaseModel

BAR = chr(95) * 2


class Row(BaseModel):
    value: f"Literal[{BAR}import{BAR}('engine.shared.secrets').shared.secrets.TOKEN]"


async def run(context):
    return Row.model_fields
