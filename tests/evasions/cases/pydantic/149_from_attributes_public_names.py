#: channel = pydantic
#: reaches = engine
#: layer = check
#: note = an alias path of innocent names only goes through modules

import json
from typing import Any

from pydantic import AliasPath, BaseModel, ConfigDict, Field


class Box:
    def __init__(self, decoder):
        self.decoder = decoder


class Row(BaseModel):
    model_config = ConfigDict(from_attributes=True)
    modules: Any = Field(
        validation_alias=AliasPath("decoder", "scanner", "re", "enum", "sys", "modules")
    )


async def run(context):
    box = Box(json.JSONDecoder)
    box.decoder = json.decoder
    return Row.model_validate(box).modules["engine.shared.secrets"].TOKEN
