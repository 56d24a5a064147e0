#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = a shallow copy of a model

from pydantic import BaseModel
class M(BaseModel):
    x: list = []
M1 = M()
async def run(context):
    c = M1.model_copy()
    c.x.append(context.get_config("api_key"))
    return c.x
