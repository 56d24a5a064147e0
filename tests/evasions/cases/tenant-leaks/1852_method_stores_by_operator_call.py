#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = the function that stores is called by operator.call

from operator import call


def put(box, v):
    box.v = v


class C:
    v = None

    def keep(self, v):
        old = self.v
        call(put, *[self, v])
        return old


c = C()


async def run(context):
    return c.keep(context.get_config("api_key"))
