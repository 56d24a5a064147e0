#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = property that stores

class C:
    last = None
    def __init__(self): self.rows = [None]; self.now = None
    @property
    def key(self):
        self.rows.append(self.now)
        return list(self.rows)
c = C()
def mine(context, c=c):
    return c
async def run(context):
    c.now = context.get_config("api_key")
    return c.key
