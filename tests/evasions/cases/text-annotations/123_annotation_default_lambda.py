#: channel = text-annotations
#: reaches = engine
#: layer = check
#: note = a lambda in the quoted annotation

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator


class Row(BaseModel):
    value: "Annotated[Any, BeforeValidator(lambda v: eval(v))]"


async def run(context):
    return Row(value="__import__('engine.shared.secrets').shared.secrets.TOKEN").value
