#: channel = pydantic
#: reaches = engine
#: layer = check
#: note = the alias path is made by a generator function

from typing import Any

from pydantic import AliasGenerator, AliasPath, BaseModel, ConfigDict


def road(name):
    bar = name[:0].join(["_", "_"])
    return AliasPath("log", bar + name + bar, "_token")


class Row(BaseModel):
    model_config = ConfigDict(
        from_attributes=True, alias_generator=AliasGenerator(validation_alias=road)
    )
    globals: Any


async def run(context):
    return Row.model_validate(context).globals
