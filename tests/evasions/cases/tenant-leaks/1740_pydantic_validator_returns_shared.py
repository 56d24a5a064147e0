#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = pydantic validator returns shared

from pydantic import BaseModel, field_validator
S = []
class M(BaseModel):
    rows: list = []
    @field_validator("rows", mode="plain")
    def share(cls, v): return S
async def run(context):
    m = M(rows=[1])
    m.rows.append(context.get_config("api_key"))
    return list(m.rows)
