#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = instance by classmethod

class C:
    def __init__(self): self.v = None
    @classmethod
    def make(cls): return cls()
    def put(self, v):
        old, self.v = self.v, v
        return old
c = C.make()
async def run(context):
    return c.put(context.get_config("api_key"))
