#: channel = pydantic
#: reaches = engine
#: layer = check
#: note = TypeAdapter reads attributes into a model with an alias path

from typing import Annotated, Any

from pydantic import AliasPath, BaseModel, Field, TypeAdapter


class Row(BaseModel):
    scope: Annotated[Any, Field(validation_alias=AliasPath("log", "__globals__"))]


async def run(context):
    return TypeAdapter(Row).validate_python(context, from_attributes=True).scope["_token"]
