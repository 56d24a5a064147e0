#: channel = pydantic
#: reaches = change builtins
#: layer = check
#: note = a field default factory that changes a shared class

import builtins

from pydantic import BaseModel, Field


class Row(BaseModel):
    value: object = Field(default_factory=lambda: setattr(builtins, "marker", 1))


async def run(context):
    return Row()
