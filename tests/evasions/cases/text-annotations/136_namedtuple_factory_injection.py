#: channel = text-annotations
#: reaches = engine
#: layer = check
#: note = typing.cast and friends do not evaluate, TypeVar bounds do through pydantic

from typing import Generic, Literal, TypeVar

from pydantic import BaseModel

T = TypeVar("T", bound="Literal[__import__('engine.shared.secrets').shared.secrets.TOKEN]")


class Row(BaseModel, Generic[T]):
    value: T


async def run(context):
    Row.model_rebuild()
    return Row.model_json_schema()
