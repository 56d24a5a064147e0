#: channel = text-annotations
#: reaches = engine
#: layer = check
#: note = the quoted annotation holds another quoted one

from typing import List, Literal, Optional

from pydantic import BaseModel


class Row(BaseModel):
    value: "Optional[List['Literal[__import__(\\'engine.shared.secrets\\').shared.secrets.TOKEN]']]" = None


async def run(context):
    Row.model_rebuild()
    return Row.model_fields, str(Row.model_json_schema())
