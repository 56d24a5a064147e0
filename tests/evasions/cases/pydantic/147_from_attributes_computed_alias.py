#: channel = pydantic
#: reaches = engine
#: layer = check
#: note = the alias path has text put together at run time

from typing import Any

from pydantic import AliasPath, BaseModel, Field

BAR = chr(95) * 2


class Row(BaseModel, from_attributes=True):
    scope: Any = Field(validation_alias=AliasPath("log", BAR + "globals" + BAR, "_token"))


async def run(context):
    return Row.model_validate(context).scope
