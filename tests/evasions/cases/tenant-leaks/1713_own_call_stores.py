#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = own call stores

class C:
    def __init__(self): self.d = {}
    def __call__(self, x):
        old = self.d.get(1)
        self.d[1] = x
        return old
keep = C()
async def run(context):
    return keep(context.get_config("api_key"))
