#: channel = computed-names
#: reaches = engine
#: layer = check
#: note = __getattr__ has a second name in its class


class Proxy:
    def __init__(self, target):
        self.target = target

    def __getattr__(self, name):
        return getattr(self.target, name)

    read = __getattr__


async def run(context):
    return Proxy(context.log).read("".join(["__glo", "bals", "_" * 2]))["_token"]
