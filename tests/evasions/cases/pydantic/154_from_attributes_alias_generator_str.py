#: channel = pydantic
#: reaches = tenant
#: layer = check
#: note = a plain function generates the private alias

from typing import Any

from pydantic import BaseModel, ConfigDict


class Row(BaseModel):
    model_config = ConfigDict(from_attributes=True, alias_generator=lambda name: f"_{name}")
    clients: Any


async def run(context):
    return Row.model_validate(context).clients["org-fabrikam"]
