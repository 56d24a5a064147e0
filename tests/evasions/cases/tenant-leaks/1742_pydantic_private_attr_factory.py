#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = pydantic private attr factory

from pydantic import BaseModel, PrivateAttr
S = []
class M(BaseModel):
    _rows: list = PrivateAttr(default_factory=lambda: S)
    def add(self, v):
        self._rows.append(v)
        return list(self._rows)
async def run(context):
    return M().add(context.get_config("api_key"))
