#: channel = dynamic-code
#: reaches = engine
#: layer = check
#: note = a pydantic validator is eval

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator


class Row(BaseModel):
    value: Annotated[Any, BeforeValidator(eval)]


async def run(context):
    return Row(value="__import__('engine.shared.secrets').shared.secrets.TOKEN").value
