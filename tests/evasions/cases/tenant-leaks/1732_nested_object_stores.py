#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = nested object stores

class Inner:
    def __init__(self): self.v = None
    def put(self, v):
        old, self.v = self.v, v
        return old
class C:
    def __init__(self): self.inner = Inner()
    def keep(self, v):
        return self.inner.put(v)
c = C()
async def run(context):
    return c.keep(context.get_config("api_key"))
