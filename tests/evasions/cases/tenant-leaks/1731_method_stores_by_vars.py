#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = method stores by vars

class C:
    def keep(self, v):
        old = vars(self).get("v")
        vars(self)["v"] = v
        return old
c = C()
async def run(context):
    return c.keep(context.get_config("api_key"))
