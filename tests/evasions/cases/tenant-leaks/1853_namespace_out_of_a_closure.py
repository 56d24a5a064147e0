#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = the object's namespace comes out of a closure

def closed(found):
    def give():
        return found

    return give


class C:
    def keep(self, v):
        old = vars(self).get("v")
        closed(vars(self))()["v"] = v
        return old


c = C()


async def run(context):
    return c.keep(context.get_config("api_key"))
