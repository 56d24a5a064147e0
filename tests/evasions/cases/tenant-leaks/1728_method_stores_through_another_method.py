#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = method stores through another method

class C:
    def __init__(self): self.rows = []
    def _put(self, v): self.rows.append(v)
    def keep(self, v):
        self._put(v)
        return list(self.rows)
c = C()
async def run(context):
    return c.keep(context.get_config("api_key"))
