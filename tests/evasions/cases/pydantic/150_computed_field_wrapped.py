#: channel = pydantic
#: reaches = engine
#: layer = check
#: note = model_construct and private attributes of a model lead to its module's globals

from pydantic import BaseModel


class Row(BaseModel):
    value: int = 0


async def run(context):
    return Row.model_dump.__globals__["sys"].modules["engine.shared.secrets"].TOKEN
