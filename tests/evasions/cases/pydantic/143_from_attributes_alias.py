#: channel = pydantic
#: reaches = tenant
#: layer = check
#: note = from_attributes reads the private attribute that an alias names

from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class Row(BaseModel):
    model_config = ConfigDict(from_attributes=True)
    settings: Any = Field(alias="_clients")


async def run(context):
    return Row.model_validate(context).settings["org-fabrikam"]
