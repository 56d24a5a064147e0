#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = own getitem stores

class C:
    def __init__(self): self.rows = []
    def __getitem__(self, x):
        self.rows.append(x)
        return list(self.rows)
c = C()
async def run(context):
    return c[context.get_config("api_key")]
