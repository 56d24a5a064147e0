#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = inner object asked directly

class Inner:
    def __init__(self): self.v = None
    def put(self, v):
        old, self.v = self.v, v
        return old
class C:
    def __init__(self): self.inner = Inner()
c = C()
async def run(context):
    return c.inner.put(context.get_config("api_key"))
