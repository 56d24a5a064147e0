#: channel = pydantic
#: reaches = engine
#: layer = check
#: note = an alias path from a class of this file through its method's globals

from typing import Any

from pydantic import AliasPath, BaseModel, Field


class Client:
    def __init__(self, context):
        self.read = context.get_config


class Row(BaseModel):
    found: Any = Field(None, validation_alias=AliasPath("read", "__globals__", "_token"))


async def run(context):
    return Row.model_validate(Client(context), from_attributes=True).found
