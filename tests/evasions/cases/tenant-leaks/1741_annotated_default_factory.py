#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = annotated default factory

from typing import Annotated
from pydantic import BaseModel, Field
S = []
class M(BaseModel):
    rows: Annotated[list, Field(default_factory=lambda: S)]
async def run(context):
    m = M()
    m.rows.append(context.get_config("api_key"))
    return list(m.rows)
