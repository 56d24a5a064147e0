#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = method stores through local

class C:
    def __init__(self): self.rows = []
    def keep(self, v):
        rows = self.rows
        rows.append(v)
        return list(rows)
c = C()
async def run(context):
    return c.keep(context.get_config("api_key"))
