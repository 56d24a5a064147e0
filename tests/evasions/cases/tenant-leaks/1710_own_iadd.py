#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = own iadd

class C:
    def __init__(self): self.rows = []
    def __lshift__(self, x):
        self.rows.append(x)
        return list(self.rows)
c = C()
async def run(context):
    return c << context.get_config("api_key")
