#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = method stores through helper function

def put(box, v):
    box.v = v
class C:
    v = None
    def keep(self, v):
        old = self.v
        put(self, v)
        return old
c = C()
async def run(context):
    return c.keep(context.get_config("api_key"))
