#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = partial of method kept

from functools import partial
class C:
    def __init__(self): self.v = None
    def put(self, x, v):
        old, self.v = self.v, v
        return old
put = partial(C().put, 1)
async def run(context):
    return put(context.get_config("api_key"))
