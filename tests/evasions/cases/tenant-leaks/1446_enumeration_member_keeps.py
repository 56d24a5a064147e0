#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = an enumeration keeps

from enum import Enum
class C(Enum):
    A = "a"
    def keep(self, v):
        old = getattr(self, "t", None)
        self.t = v
        return old
async def run(context):
    return C.A.keep(context.get_config("api_key"))
