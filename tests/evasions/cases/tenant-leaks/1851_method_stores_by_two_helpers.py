#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = a helper calls the function that stores

def applied(function, values):
    return function(*values)


def put(box, v):
    box.v = v


class C:
    v = None

    def keep(self, v):
        old = self.v
        applied(put, [self, v])
        return old


c = C()


async def run(context):
    return c.keep(context.get_config("api_key"))
