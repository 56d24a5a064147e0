#: channel = pydantic
#: reaches = engine
#: layer = check
#: note = alias choices, one of them a special path

from typing import Any

from pydantic import AliasChoices, AliasPath, BaseModel, Field


class Row(BaseModel):
    scope: Any = Field(
        validation_alias=AliasChoices("scope", AliasPath("get_config", "__globals__", "_token"))
    )


async def run(context):
    return Row.model_validate(context, from_attributes=True).scope
