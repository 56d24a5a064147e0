#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = method stores by setattr

class C:
    v = None
    def keep(self, v):
        old = self.v
        setattr(self, "v", v)
        return old
c = C()
async def run(context):
    return c.keep(context.get_config("api_key"))
