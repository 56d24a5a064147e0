#: channel = pydantic
#: reaches = engine
#: layer = check
#: note = an alias path walks through attributes and keys

from typing import Any

from pydantic import AliasPath, BaseModel, Field


class Row(BaseModel):
    token: Any = Field(validation_alias=AliasPath("log", "__globals__", "_token"))


async def run(context):
    return Row.model_validate(context, from_attributes=True).token
